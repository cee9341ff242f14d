using Elbo.Data;
using Elbo.Models;
using Elbo.Models.Latents;
using Elbo.Probability;
using Elbo.Torch;

namespace Elbo.Evaluation.SelfCheck;

/// <summary>A code that counts how often it was drawn: samples times examples.</summary>
internal sealed class CountedDraws : ILatentVariables
{
    public long Draws { get; private set; }

    public void VisitPosterior(Batch x, SiteWalk walk) => walk.At("z", Normal.FromLogVariance(x.X, Tensor.Zeros(x.X.Shape)));

    public void VisitPrior(Batch given, SiteWalk walk) => walk.At("z", new StandardNormal(1));

    public Distribution Likelihood(Batch given, SiteValues z, Pass pass)
    {
        Draws += z["z"].Size(0) * z["z"].Size(1);
        return new StandardNormal(1);
    }
}
