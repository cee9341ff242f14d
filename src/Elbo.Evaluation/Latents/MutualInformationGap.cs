using Elbo.Data;
using Elbo.Evaluation.Likelihood;
using Elbo.Models;
using Elbo.Torch;

namespace Elbo.Evaluation.Latents;

/// <summary>
/// MIG (Chen et al. 2018, arXiv 1802.04942, eq. 6): by how much the dimension that says most about a factor is ahead of the next, in parts of the factor's entropy,
/// averaged over factors. 1 where each factor has a dimension of its own, 0 where every factor has two that say as much, or none.
/// </summary>
/// <param name="Gap">Mean over the factors that vary.</param>
/// <param name="Factors">Each factor for itself.</param>
/// <param name="Examples">N.</param>
/// <remarks>
/// Information is counted between the posterior mean in <see cref="Bins"/> bins of equal width from its least to its greatest value and the factor, as the published comparisons do (Locatello et al.
/// 2019, arXiv 1811.12359); the paper integrates q(z | x) instead, which gives other numbers. Counting overstates each information by about (bins − 1)(levels − 1)/2N nats. Errors are those of a
/// bootstrap over examples.
/// </remarks>
public sealed record MutualInformationGap(Estimate Gap, IReadOnlyList<FactorInformation> Factors, int Examples)
{
    /// <summary>N unless told otherwise, that of the published comparisons.</summary>
    public const int DefaultExamples = 10_000;

    /// <summary>Of a dimension.</summary>
    public const int Bins = 20;

    private const int Resamples = 100;

    /// <summary>Measures posterior means over examples drawn from a split.</summary>
    /// <param name="examples">N; all where there are fewer.</param>
    /// <param name="limit">Chosen among the first so many.</param>
    /// <param name="seed">Of the choice and of the bootstrap.</param>
    public static MutualInformationGap Measure(IEncoder model, IDataset data, Split split, int examples = DefaultExamples, ulong seed = 1,
        int limit = int.MaxValue, Action<long>? progress = null, CancellationToken cancel = default)
    {
        using var off = Gradients.Off();
        var chosen = ExampleDraw.Of(examples, Math.Min(limit, data.Count(split)), seed);
        List<double> codes = [];
        List<long> levels = [];
        foreach (var part in chosen.Chunk(500))
        {
            cancel.ThrowIfCancellationRequested();
            using var scope = TensorScope.Enter();
            var batch = data.Draw(split, part);
            codes.AddRange(model.Encode(batch).To(DType.F64).ToArray<double>());
            levels.AddRange((batch.Factors ?? throw new InvalidOperationException($"{data.Info.Id} has no factors")).Contiguous().ToArray<long>());
            progress?.Invoke(levels.Count / data.Info.Factors.Count);
        }
        return Of([.. codes], [.. levels], data.Info.Factors, seed);
    }

    /// <summary>Measures given codes.</summary>
    /// <param name="codes">[N, Z] row by row.</param>
    /// <param name="levels">[N, F] row by row, each in 0 … levels − 1 of its factor.</param>
    /// <param name="factors">F of them.</param>
    /// <exception cref="ArgumentException">The sizes do not go together.</exception>
    public static MutualInformationGap Of(double[] codes, long[] levels, IReadOnlyList<Factor> factors, ulong seed = 1)
    {
        var count = factors.Count == 0 ? 0 : levels.Length / factors.Count;
        if (count == 0 || count * factors.Count != levels.Length || codes.Length % count != 0) throw new ArgumentException($"{codes.Length} codes and {levels.Length} levels of {factors.Count} factors");
        var latent = codes.Length / count;
        var bins = new int[codes.Length];
        for (var j = 0; j < latent; j++) PutBins(bins, codes, j, latent);
        int[] all = [.. Enumerable.Range(0, count)];
        var tables = factors.Select((factor, k) => new JointCounts(bins, latent, Bins, levels, factors.Count, k, factor.Levels)).ToList();
        var found = tables.Select(t => t.Information(all)).ToList();
        var random = new Random((int)(new SeedStreams(seed).Seed("mig-bootstrap") & int.MaxValue));
        var gaps = new double[Resamples][];
        var again = new int[count];
        for (var r = 0; r < Resamples; r++)
        {
            for (var n = 0; n < count; n++) again[n] = random.Next(count);
            gaps[r] = [.. tables.Select(t => t.Information(again)).Select(f => GapOf(f.Entropy, f.ByDimension))];
        }
        return new(
            new(Mean(found.Select(f => GapOf(f.Entropy, f.ByDimension))), Spread(gaps.Select(Mean))),
            [.. factors.Select((factor, k) => new FactorInformation(factor, found[k].Entropy, found[k].ByDimension, new(GapOf(found[k].Entropy, found[k].ByDimension), Spread(gaps.Select(g => g[k])))))],
            count);
    }

    /// <summary>Bins 0 … <see cref="Bins"/> − 1 of equal width from the least to the greatest value of dimension <paramref name="j"/>.</summary>
    private static void PutBins(int[] bins, double[] codes, int j, int latent)
    {
        double least = double.PositiveInfinity, greatest = double.NegativeInfinity;
        for (var k = j; k < codes.Length; k += latent) (least, greatest) = (Math.Min(least, codes[k]), Math.Max(greatest, codes[k]));
        var width = (greatest - least) / Bins;
        for (var k = j; k < codes.Length; k += latent) bins[k] = width > 0 ? Math.Min(Bins - 1, (int)((codes[k] - least) / width)) : 0;
    }

    private static double GapOf(double entropy, IReadOnlyList<double> information)
    {
        if (!(entropy > 0)) return double.NaN;
        double[] best = [.. information.OrderDescending().Take(2)];
        return (best[0] - (best.Length > 1 ? best[1] : 0)) / entropy;
    }

    // Factors that do not vary have no gap.
    private static double Mean(IEnumerable<double> gaps) => gaps.Where(g => !double.IsNaN(g)).DefaultIfEmpty(double.NaN).Average();

    private static double Spread(IEnumerable<double> values)
    {
        double[] known = [.. values.Where(v => !double.IsNaN(v))];
        if (known.Length < 2) return double.NaN;
        var mean = known.Average();
        return Math.Sqrt(known.Sum(v => (v - mean) * (v - mean)) / (known.Length - 1));
    }
}
