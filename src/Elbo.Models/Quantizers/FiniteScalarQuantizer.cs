using Elbo.Torch;

namespace Elbo.Models.Quantizers;

/// <summary>
/// Finite scalar quantisation (Mentzer et al. 2024, arXiv 2309.15505): element i is bounded by tanh to the range of L_i whole numbers,
/// rounded with the gradient going straight through, and divided by ⌊L_i/2⌋. There is no codebook, no term and no state; the code is
/// Σ_i (ẑ_i + 1)⌊L_i/2⌋ ∏_{j&lt;i} L_j.
/// </summary>
public sealed class FiniteScalarQuantizer : Quantizer
{
    // Keeps the outermost numbers reachable by a tanh that saturates.
    private const double Slack = 1e-3;

    // With more levels the slack would reach half a step beyond the last one.
    private const int MostLevels = 999;

    private readonly MixedRadix radix;
    private readonly double[] half, offset, shift, width;

    /// <param name="levels">L, 3 to 999 each: [8, 6, 5] for about 2⁸ codes, [8, 5, 5, 5] for 2¹⁰, [7, 5, 5, 5, 5] for 2¹². For 2 levels see <see cref="LookupFreeQuantizer"/>.</param>
    public FiniteScalarQuantizer(params ReadOnlySpan<int> levels)
    {
        if (Problem(levels) is { } problem) throw new ArgumentException(problem, nameof(levels));
        radix = new(levels.ToArray());
        Size = levels.Length;
        Levels = [radix.Count];
        half = [.. levels.ToArray().Select(l => (l - 1) * (1 + Slack) / 2)];
        offset = [.. levels.ToArray().Select(l => l % 2 == 0 ? 0.5 : 0)];
        shift = [.. half.Zip(offset, (h, o) => Math.Atanh(o / h))];
        width = [.. levels.ToArray().Select(l => (double)(l / 2))];
    }

    /// <inheritdoc/>
    public override int Size { get; }

    /// <summary>One code of ∏ L_i values.</summary>
    public override IReadOnlyList<int> Levels { get; }

    /// <inheritdoc/>
    public override Quantized Quantize(Tensor z, NoiseStream noise)
    {
        var rows = Rows(z);
        var bounded = Bound(rows);
        Tensor rounded, codes;
        using (Gradients.Off())
        {
            rounded = bounded.Round();
            // Not a number becomes the least digit rather than a code out of range.
            var digits = Clamped((rounded + Row(width, rounded)).To(DType.I64));
            codes = radix.ToNumber(digits);
        }
        var vectors = StraightThrough.Apply(bounded, rounded) / Row(width, rounded);
        return new(vectors.View(z.Shape), codes.View([.. z.Shape[..^1], 1]), [], Levels);
    }

    /// <inheritdoc/>
    public override Tensor Lookup(Tensor codes)
    {
        CheckCodes(codes);
        var digits = radix.ToDigits(codes.Reshape([-1])).To(DType.F32);
        var widths = Row(width, digits);
        return ((digits - widths) / widths).View([.. codes.Shape[..^1], Size]);
    }

    /// <summary>What is wrong with levels; null when nothing is.</summary>
    internal static string? Problem(ReadOnlySpan<int> levels)
    {
        if (levels.IsEmpty) return "FSQ needs at least one element";
        double codes = 1;
        foreach (var level in levels)
        {
            if (level is < 3 or > MostLevels) return $"levels must be 3 to {MostLevels}, one is {level}";
            codes *= level;
        }
        return codes > int.MaxValue ? $"{string.Join(" × ", levels.ToArray())} codes are more than {int.MaxValue}" : null;
    }

    /// <summary>What is rounded, in steps: tanh(z + shift)·(L − 1)(1 + slack)/2 − offset, with shift such that 0 stays 0.</summary>
    internal Tensor Bound(Tensor z) => (z + Row(shift, z)).Tanh() * Row(half, z) - Row(offset, z);

    private Tensor Clamped(Tensor digits) => digits.ClampMin(0).Minimum(Row([.. half.Select(h => Math.Floor(2 * h))], digits));

    private static Tensor Row(double[] values, Tensor like) => Tensor.From(values).To(like.Device, like.DType);
}
