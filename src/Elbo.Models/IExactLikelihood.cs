using Elbo.Data;
using Elbo.Torch;

namespace Elbo.Models;

/// <summary>A model whose likelihood has a closed form: every estimator can be held against it.</summary>
public interface IExactLikelihood
{
    /// <summary>log p(x) [B] nats, F64.</summary>
    Tensor LogEvidence(Batch x);
}
