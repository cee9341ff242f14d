using Elbo.Torch;

namespace Elbo.Models.Quantizers;

/// <summary>
/// Several codebooks side by side: the vector is cut into parts, each with a quantiser of its own (Jégou et al. 2011). Parts are named
/// "0", "1", …; terms of one name add up over the parts, as squares add up over dimensions.
/// </summary>
public sealed class ProductQuantizer : Quantizer
{
    private readonly Quantizer[] parts;
    private readonly long[] sizes, groups;

    /// <param name="parts">Taken over; the length of a vector is the sum of theirs.</param>
    public ProductQuantizer(params ReadOnlySpan<Quantizer> parts)
    {
        if (parts.IsEmpty) throw new ArgumentException("a product needs at least one quantiser", nameof(parts));
        this.parts = parts.ToArray();
        for (var k = 0; k < parts.Length; k++) Child(k.ToString(System.Globalization.CultureInfo.InvariantCulture), parts[k]);
        sizes = [.. this.parts.Select(p => (long)p.Size)];
        groups = [.. this.parts.Select(p => (long)p.Levels.Count)];
        Levels = [.. this.parts.SelectMany(p => p.Levels)];
        Size = (int)sizes.Sum();
    }

    /// <inheritdoc/>
    public override int Size { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<int> Levels { get; }

    /// <inheritdoc/>
    public override Quantized Quantize(Tensor z, NoiseStream noise)
    {
        CheckVectors(z);
        var pieces = z.SplitWithSizes(sizes, -1);
        var results = new Quantized[parts.Length];
        for (var k = 0; k < parts.Length; k++) results[k] = parts[k].Quantize(pieces[k], noise);
        return new(
            Ops.Cat([.. results.Select(r => r.Vectors)], -1),
            Ops.Cat([.. results.Select(r => r.Codes)], -1),
            QuantizerTerm.Merge(results.SelectMany(r => r.Terms)),
            Levels);
    }

    /// <inheritdoc/>
    public override Tensor Lookup(Tensor codes)
    {
        CheckCodes(codes);
        var pieces = codes.SplitWithSizes(groups, -1);
        return Ops.Cat([.. parts.Select((p, k) => p.Lookup(pieces[k]))], -1);
    }
}
