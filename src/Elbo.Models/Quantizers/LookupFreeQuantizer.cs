using Elbo.Torch;

namespace Elbo.Models.Quantizers;

/// <summary>
/// Lookup-free quantisation (Yu et al. 2024, arXiv 2310.05737): each element becomes its sign, the code is Σ_i 2^i [z_i &gt; 0]. Term
/// <c>entropy</c> H(p(c | z)) makes assignments sure, term <c>diversity</c> −H(E p(c | z)), the mean over the batch, spreads them, both
/// in nats with p(c | z) ∝ exp(−‖z − c‖²·s); term <c>commitment</c> is ‖z − sg(ẑ)‖².
/// </summary>
/// <remarks>
/// p factors over bits, so H(p) is exact as a sum. H(E p) does not: it is that of blocks of eight bits added up, exact up to eight bits
/// and above that an upper bound, without a table of all 2^D codes.
/// </remarks>
public sealed class LookupFreeQuantizer : Quantizer
{
    private const int BlockBits = 8;

    // Where a mean probability underflows to 0, its logarithm still has a gradient.
    private const double Unlikely = 1e-20;

    private readonly double entropyWeight, diversity, commitment, sharpness;

    /// <param name="bits">D, 1 to 30.</param>
    /// <param name="entropyWeight">Weight of <c>entropy</c>.</param>
    /// <param name="diversity">γ: <c>diversity</c> weighs γ times as much.</param>
    /// <param name="commitment">Weight of <c>commitment</c>; 0.25 in the paper.</param>
    /// <param name="sharpness">s, an inverse temperature.</param>
    public LookupFreeQuantizer(int bits, double entropyWeight = 0.1, double diversity = 1, double commitment = 0.25, double sharpness = 100)
    {
        if (bits is < 1 or > 30) throw new ArgumentOutOfRangeException(nameof(bits), bits, "must be 1 to 30");
        Size = bits;
        Levels = [1 << bits];
        (this.entropyWeight, this.diversity, this.commitment, this.sharpness) = (entropyWeight, diversity, commitment, sharpness);
    }

    /// <inheritdoc/>
    public override int Size { get; }

    /// <summary>One code of 2^D values.</summary>
    public override IReadOnlyList<int> Levels { get; }

    /// <inheritdoc/>
    public override Quantized Quantize(Tensor z, NoiseStream noise)
    {
        var rows = Rows(z);
        Tensor signs, codes;
        using (Gradients.Off())
        {
            var bits = rows.Gt(0).To(DType.I64);
            codes = (bits * Places(rows.Device)).Sum([-1]);
            signs = (bits * 2 - 1).To(rows.DType);
        }
        var leading = z.Shape[..^1].ToArray();
        List<QuantizerTerm> terms = [new("commitment", (rows - signs).Square().Sum([-1]).View(leading), commitment)];
        var (sure, spread) = Entropies(rows);
        terms.Add(new("entropy", sure.View(leading), entropyWeight, Unit: Unit.Nats));
        terms.Add(new("diversity", (-spread).Expand(leading), entropyWeight * diversity, Unit: Unit.Nats));
        return new(StraightThrough.Apply(rows, signs).View(z.Shape), codes.View([.. leading, 1]), terms, Levels);
    }

    /// <inheritdoc/>
    public override Tensor Lookup(Tensor codes)
    {
        CheckCodes(codes);
        var bits = codes.Reshape([-1, 1]).BitwiseAnd(Places(codes.Device)).Gt(0).To(DType.F32);
        return (bits * 2 - 1).View([.. codes.Shape[..^1], Size]);
    }

    /// <summary>H(p(c | z)) [N] and H(E p(c | z)) [], nats.</summary>
    internal (Tensor Sure, Tensor Spread) Entropies(Tensor rows)
    {
        Tensor? sure = null, spread = null;
        for (var start = 0; start < Size; start += BlockBits)
        {
            var bits = Math.Min(BlockBits, Size - start);
            // −s‖z − c‖² but for what all c share; c in {−1, 1}^bits, [bits, 2^bits].
            var codes = Tensor.Arange(1 << bits, DType.I64, rows.Device).Unsqueeze(0).BitwiseAnd(Places(rows.Device).Narrow(0, 0, bits).Unsqueeze(-1));
            var logP = (rows.Narrow(1, start, bits).Matmul(codes.Gt(0).To(rows.DType) * 2 - 1) * (2 * sharpness)).LogSoftmax(-1);
            var p = logP.Exp();
            var mean = p.Mean([0]);
            var (own, all) = (-(p * logP).Sum([-1]), -(mean * (mean + Unlikely).Log()).Sum());
            sure = sure is null ? own : sure + own;
            spread = spread is null ? all : spread + all;
        }
        return (sure!, spread!);
    }

    private Tensor Places(Device device) => Tensor.From([.. Enumerable.Range(0, Size).Select(i => 1L << i)]).To(device, DType.I64);
}
