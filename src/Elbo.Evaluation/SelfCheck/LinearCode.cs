using Elbo.Data;
using Elbo.Models;
using Elbo.Models.Latents;
using Elbo.Probability;
using Elbo.Torch;

namespace Elbo.Evaluation.SelfCheck;

/// <summary>
/// A code whose aggregate posterior is known: x ~ N(0, I) in two dimensions, q(z | x) = N(L x, s² I) with L Lᵀ = Σ − s² I and
/// Σ = [[1, ρ], [ρ, 1]], so q(z) = N(0, Σ).
/// </summary>
internal sealed class LinearCode(ulong seed, int count) : ILatentVariables, IDisposable
{
    public const double Spread = 0.08;

    private const double Rho = 0.9;

    // The Cholesky factor of [[1 − s², ρ], [ρ, 1 − s²]].
    private static readonly double L11 = Math.Sqrt(1 - Spread), L21 = Rho / L11, L22 = Math.Sqrt(1 - Spread - L21 * L21);

    /// <summary>−½ log(1 − ρ²).</summary>
    public static double TotalCorrelation => -0.5 * Math.Log(1 - Rho * Rho);

    /// <summary>h(N(0, Σ)) − h(N(0, s² I)).</summary>
    public static double MutualInformation => 0.5 * Math.Log((1 - Rho * Rho) / (Spread * Spread));

    /// <summary>E KL(q(z_j | x) ‖ N(0, 1)): means and variance add up to 1, only −½ log s² is left.</summary>
    public static double Kl => -0.5 * Math.Log(Spread);

    public FixedExamples Examples { get; } = new(Draws(seed, count), 2, count);

    public void VisitPosterior(Batch x, SiteWalk walk) => walk.At("z", Posterior(x));

    public void VisitPrior(Batch given, SiteWalk walk) => walk.At("z", new StandardNormal(2));

    /// <summary>Of no account here: x does not depend on z.</summary>
    public Distribution Likelihood(Batch given, SiteValues z, Pass pass) => new StandardNormal(2);

    /// <summary>q(z | x).</summary>
    public static Normal Posterior(Batch x)
    {
        var mu = Means(x);
        return Normal.FromLogVariance(mu, Tensor.Zeros(mu.Shape) + Math.Log(Spread));
    }

    private static Tensor Means(Batch x) => x.X.Matmul(Tensor.From([(float)L11, (float)L21, 0, (float)L22], 2, 2));

    public void Dispose() => Examples.Dispose();

    private static float[] Draws(ulong seed, int count)
    {
        using var scope = TensorScope.Enter();
        return new NoiseStream(new SeedStreams(seed).Seed("selfcheck-code")).Normal([count, 2]).ToArray<float>();
    }
}
