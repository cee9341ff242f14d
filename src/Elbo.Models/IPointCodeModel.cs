using Elbo.Data;
using Elbo.Models.Latents;
using Elbo.Models.Priors;
using Elbo.Probability;
using Elbo.Torch;

namespace Elbo.Models;

/// <summary>
/// A code model whose q(z | x) is a point, the codes themselves: log p(x) ≥ log p(x | z) + log p(z) at them (van den Oord et al. 2017, §3.1). What
/// evaluators need follows from that. The one latent site is <c>codes</c>, I64 [B, …shape].
/// </summary>
public interface IPointCodeModel : ICodeModel, ILatentVariables
{
    /// <summary>log p(x | codes), [B] nats.</summary>
    /// <param name="codes">I64 [B, …shape].</param>
    Tensor LogLikelihood(Batch x, Tensor codes);

    bool ILatentVariables.HasPointPosterior => true;

    void ILatentVariables.VisitPosterior(Batch x, SiteWalk walk) => walk.At("codes", new PointMass(EncodeCodes(x), Prior.Shape.Count));

    void IGenerativeModel.VisitPrior(Batch given, SiteWalk walk) => walk.At("codes", new CodeDistribution(Prior, given.Count, PriorConditions(given), given.X.Device));

    Distribution IGenerativeModel.Likelihood(Batch given, SiteValues z, Pass pass) => new CodeLikelihood(this, given, z["codes"]);
}
