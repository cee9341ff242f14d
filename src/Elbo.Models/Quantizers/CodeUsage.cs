using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models.Quantizers;

/// <summary>
/// Counts how often each code occurs over many batches. The perplexity of one batch says little when it has fewer positions than there are
/// codes; that of an epoch does not. The counts are the buffer <c>counts</c>, so that a resumed epoch goes on counting.
/// </summary>
public sealed class CodeUsage : Module
{
    private const long MostCounters = 1 << 26;

    private readonly int[] levels;
    private readonly Tensor counts;

    /// <param name="levels">Values that each of the G codes of a position can take.</param>
    public CodeUsage(IReadOnlyList<int> levels)
    {
        ArgumentOutOfRangeException.ThrowIfZero(levels.Count, nameof(levels));
        this.levels = [.. levels];
        if ((long)levels.Count * levels.Max() > MostCounters) throw new ArgumentException($"{levels.Count} × {levels.Max()} codes are too many to count each", nameof(levels));
        using var scope = TensorScope.Enter();
        counts = Buffer("counts", Tensor.Zeros([levels.Count, levels.Max()], DType.I64));
    }

    /// <summary>Counts codes [… , G]; those of −1 (dropped stages) are left out.</summary>
    public void Add(Tensor codes)
    {
        using var scope = TensorScope.Enter();
        using var _ = Gradients.Off();
        for (var g = 0; g < levels.Length; g++)
        {
            var counted = Count(codes, g, levels[g]);
            counts[g].Narrow(0, 0, levels[g]).AddInPlace(counted.Device == counts.Device ? counted : counted.To(counts.Device, DType.I64));
        }
    }

    /// <summary>Begins a new epoch.</summary>
    public void Reset() => counts.ZeroInPlace();

    /// <summary>Occurrences of each code of a group.</summary>
    public long[] Histogram(int group = 0)
    {
        using var scope = TensorScope.Enter();
        return counts[group].Narrow(0, 0, levels[group]).ToArray<long>();
    }

    /// <summary>Codes of a group that occurred at all.</summary>
    public int Distinct(int group = 0) => Histogram(group).Count(n => n > 0);

    /// <summary>exp(−Σ p ln(p + 1e-10)): 1 when one code occurs, K when all do equally often.</summary>
    public double Perplexity(int group = 0) => Perplexity(Histogram(group));

    /// <inheritdoc cref="Perplexity(int)"/>
    /// <param name="histogram">Occurrences of each code; 1 is the answer to none at all.</param>
    public static double Perplexity(ReadOnlySpan<long> histogram)
    {
        double total = 0, sum = 0;
        foreach (var n in histogram) total += n;
        if (total == 0) return 1;
        foreach (var n in histogram)
            if (n > 0) sum += n / total * Math.Log(n / total + 1e-10);
        return Math.Exp(-sum);
    }

    internal static double[] BatchPerplexity(Tensor codes, IReadOnlyList<int> levels)
    {
        using var scope = TensorScope.Enter();
        using var _ = Gradients.Off();
        return [.. levels.Select((k, g) => Perplexity(Count(codes, g, k).ToArray<long>()))];
    }

    private static Tensor Count(Tensor codes, int group, int levels)
    {
        var flat = codes.Select(-1, group).Reshape([-1]);
        return flat.MaskedSelect(flat.Ge(0)).Bincount(null, levels);
    }
}
