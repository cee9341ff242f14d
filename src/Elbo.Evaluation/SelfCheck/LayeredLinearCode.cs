using Elbo.Data;
using Elbo.Models;
using Elbo.Models.Latents;
using Elbo.Probability;
using Elbo.Torch;

namespace Elbo.Evaluation.SelfCheck;

/// <summary>A <see cref="LinearCode"/> as the first layer, and above it one unit with mean c z_1.</summary>
internal sealed class LayeredLinearCode(ulong seed, int count) : ILatentVariables, IDisposable
{
    private const double Slope = 0.5;

    private readonly LinearCode lower = new(seed, count);

    /// <summary>Variance of c z_1 for drawn z_1, which has variance 1; with its mean in place of a draw, c² s² would be missing.</summary>
    public static double UpperVariance => Slope * Slope;

    public FixedExamples Examples => lower.Examples;

    public void VisitPosterior(Batch x, SiteWalk walk)
    {
        var z = walk.At("h_1", LinearCode.Posterior(x));
        walk.At("h_2", Normal.FromStd(z.Narrow(-1, 0, 1) * Slope, Tensor.Ones([1])));
    }

    public void VisitPrior(Batch given, SiteWalk walk)
    {
        walk.At("h_2", new StandardNormal(1));
        walk.At("h_1", new StandardNormal(2));
    }

    /// <summary>Of no account here: x does not depend on the code.</summary>
    public Distribution Likelihood(Batch given, SiteValues z, Pass pass) => new StandardNormal(2);

    public void Dispose() => lower.Dispose();
}
