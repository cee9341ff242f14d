using System.Globalization;
using System.Runtime.InteropServices;
using Elbo.Data;
using Elbo.Models.Latents;
using Elbo.Probability;
using Elbo.Torch;

namespace Elbo.Evaluation.Likelihood;

/// <summary>
/// log 1/S Σ_s p(x | z_s), z_s ~ p(z): importance sampling from the prior, what a kernel density estimate around a decoder's draws is (Wu et al. 2017, arXiv 1611.04273, §3: AIS without anything between its
/// ends). A lower bound on log p(x) in expectation, and a very loose one where few z explain an x.
/// </summary>
public static class PriorBound
{
    // Draws and examples are held against each other, pixel by pixel.
    private const int AtOnce = 100, Numbers = 4_000_000;

    /// <summary>log p̂(x) of each example after the first S draws, for every S asked for: [counts, B], nats. All examples are held against the same draws.</summary>
    /// <param name="model">In evaluation mode, told nothing but z.</param>
    /// <param name="counts">S, rising.</param>
    /// <param name="seed">Of the draws.</param>
    public static IReadOnlyList<double[]> LogMeans(IGenerativeModel model, Batch x, IReadOnlyList<int> counts, ulong seed, KeptBlocks? kept = null, CancellationToken cancel = default)
    {
        var numbers = (kept ?? new(null, "")).Of(string.Create(CultureInfo.InvariantCulture, $"prior {string.Join(' ', counts)} {seed} {PrecisionScope.Current}"),
            MemoryMarshal.AsBytes(x.X.To(DType.F64).Contiguous().ToArray<double>().AsSpan()), () => Measure(model, x, counts, seed, cancel));
        return [.. numbers.Chunk(x.Count)];
    }

    private static double[] Measure(IGenerativeModel model, Batch x, IReadOnlyList<int> counts, ulong seed, CancellationToken cancel)
    {
        using var off = Gradients.Off();
        var noise = new NoiseStream(new SeedStreams(seed).Seed("prior"));
        var sums = new ImportanceAccumulator();
        List<double> found = [];
        using var whole = TensorScope.Enter();
        var size = Math.Max(1, (int)Math.Min(AtOnce, Numbers / Math.Max(1, x.X.Count)));
        var observed = model.Observed(x);
        // One example of which nothing is given: its axis is spread over those that are looked at.
        var none = new Batch(x.X.Narrow(0, 0, 1), null, x.Index.Narrow(0, 0, 1));
        foreach (var count in counts)
        {
            while (sums.Count < count)
            {
                cancel.ThrowIfCancellationRequested();
                using var part = TensorScope.Enter();
                var walk = new DrawWalk(noise, (int)Math.Min(size, count - sums.Count), 1);
                model.VisitPrior(none, walk);
                sums.Add(JointDensity.LogLikelihood(model, none, observed, walk.Values));
            }
            found.AddRange(sums.LogMeanExp());
        }
        return [.. found];
    }
}
