using Elbo.Evaluation.Latents;
using Elbo.Probability;
using Elbo.Torch;

namespace Elbo.Evaluation.SelfCheck;

/// <summary>
/// Posteriors N(±(a, a), I), half each: their mixture is the aggregate posterior itself, so nothing is lost to a finite number of
/// examples. Along (1, 1)/√2 it is a mixture at ±a√2, across N(0, 1), and each coordinate is a mixture at ±a.
/// </summary>
internal static class ClusterCode
{
    private const double Distance = 1.5;

    private static readonly double NormalEntropy = 0.5 * Math.Log(2 * Math.PI * Math.E);

    public static double MutualInformation => MixtureEntropy(Distance * Math.Sqrt(2)) - NormalEntropy;

    public static double TotalCorrelation => 2 * MixtureEntropy(Distance) - MixtureEntropy(Distance * Math.Sqrt(2)) - NormalEntropy;

    /// <summary>KL of a coordinate to N(0, 1): −h + ½ log 2π + ½ E z².</summary>
    public static double DimensionKl => -MixtureEntropy(Distance) + 0.5 * Math.Log(2 * Math.PI) + 0.5 * (1 + Distance * Distance);

    public static AggregatePosterior Measure(ulong seed, int count, CancellationToken cancel)
    {
        using var scope = TensorScope.Enter();
        var means = new float[2 * count];
        for (var k = 0; k < means.Length; k++) means[k] = (float)(k / 2 % 2 == 0 ? Distance : -Distance);
        return AggregatePosterior.Measure(
            Normal.FromLogVariance(Tensor.From(means, count, 2), Tensor.Zeros([count, 2])), new StandardNormal(2), new NoiseStream(new SeedStreams(seed).Seed("selfcheck-clusters")), cancel);
    }

    // −∫ p log p of ½ N(−c, 1) + ½ N(c, 1); the integrand is analytic and falls off, so that a sum over a grid is exact to rounding.
    private static double MixtureEntropy(double c)
    {
        const double Step = 0.01, End = 14;
        var sum = 0.0;
        for (var z = -End; z <= End; z += Step)
        {
            var p = (Math.Exp(-0.5 * (z - c) * (z - c)) + Math.Exp(-0.5 * (z + c) * (z + c))) / Math.Sqrt(8 * Math.PI);
            if (p > 0) sum -= p * Math.Log(p);
        }
        return sum * Step;
    }
}
