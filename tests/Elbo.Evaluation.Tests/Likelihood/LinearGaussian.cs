using Elbo.Data;
using Elbo.Models;
using Elbo.Models.Latents;
using Elbo.Probability;
using Elbo.Torch;

namespace Elbo.Evaluation.Tests.Likelihood;

/// <summary>
/// x = w z + b + σ ε with scalar z: everything has a closed form. The posterior offered is the exact one, moved and stretched as
/// asked. Numbers as in the oracle W = (1, 2), b = (0.5, −1), σ² = 0.25, x = (1, 1): log p(x) = −2.759558209865452.
/// </summary>
internal sealed class LinearGaussian(double shift = 0, double stretch = 1) : ILatentVariables
{
    public const double LogEvidence = -2.759558209865452;

    // Posterior precision 1 + |w|²/σ² = 21, mean w·(x − b)/σ² / 21.
    private const double Mean = (0.5 + 2 * 2) / 0.25 / 21, Variance = 1.0 / 21;

    public List<int> Asked { get; } = [];

    public void VisitPosterior(Batch x, SiteWalk walk)
    {
        var mean = Tensor.Full([x.Count, 1], Mean + shift, DType.F64);
        walk.At("z", Normal.FromStd(mean, Tensor.Full([1], Math.Sqrt(Variance) * stretch, DType.F64)));
    }

    public void VisitPrior(Batch given, SiteWalk walk) => walk.At("z", new StandardNormal(1, DType.F64));

    public Distribution Likelihood(Batch given, SiteValues z, Pass pass)
    {
        Asked.Add((int)z["z"].Size(0));
        return Normal.FromLogVariance(z["z"] * Tensor.From([1.0, 2.0]) + Tensor.From([0.5, -1.0]), Tensor.Full([1], Math.Log(0.25), DType.F64));
    }

    public Tensor Observed(Batch x) => Tensor.Ones([x.Count, 2], DType.F64);
}
