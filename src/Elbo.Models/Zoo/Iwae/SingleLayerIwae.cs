using Elbo.Data;
using Elbo.Torch;

namespace Elbo.Models.Zoo.Iwae;

/// <summary>One stochastic layer: q(z | x) is one diagonal Gaussian, so figures per dimension of the code have their closed forms.</summary>
public sealed class SingleLayerIwae : IwaeModel, IGaussianEncoder
{
    internal SingleLayerIwae(IwaeConfig config, ModelInputs inputs)
        : base(config, inputs)
    {
    }

    public (Tensor Mu, Tensor LogVar) Posterior(Batch x)
    {
        var q = Recognition(x.X);
        return (q.Mu, q.LogVariance());
    }
}
