using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models.Quantizers;

/// <summary>
/// Replaces each vector of a grid or sequence by one of finitely many: <c>[…, D]</c> to codes <c>[…, G]</c> and back. All of its state is
/// parameters and buffers; in evaluation nothing of it changes and no random number is drawn.
/// </summary>
public abstract class Quantizer : Module
{
    /// <summary>D, the length of a vector.</summary>
    public abstract int Size { get; }

    /// <summary>How many values each of the G codes of a position can take.</summary>
    public abstract IReadOnlyList<int> Levels { get; }

    /// <summary>log₂ of the number of code combinations of a position.</summary>
    public double BitsPerPosition => Levels.Sum(l => Math.Log2(l));

    /// <summary>Quantises; while training also lets the codebook follow the vectors, where it does not learn by gradient.</summary>
    /// <param name="z">[B, …, D]; B may be 0.</param>
    /// <param name="noise">Every random number comes from here: draws, restarts, starts.</param>
    /// <exception cref="TorchException">The last axis is not D.</exception>
    public abstract Quantized Quantize(Tensor z, NoiseStream noise);

    /// <summary>The vectors <c>[…, D]</c> of codes <c>[…, G]</c>, I64; in evaluation exactly those <see cref="Quantize"/> gives with the codes.</summary>
    /// <exception cref="TorchException">The last axis is not G, or a code is out of its range.</exception>
    public abstract Tensor Lookup(Tensor codes);

    /// <summary>The codes of vectors [B, …, D] as priors of codes take them, I64: [B, …], or [B, …, G] with several at a place. For a quantiser in evaluation, which draws nothing.</summary>
    public Tensor CodesOf(Tensor z)
    {
        var codes = Quantize(z, new NoiseStream(0)).Codes;
        return Levels.Count == 1 ? codes.Squeeze(-1) : codes;
    }

    /// <summary>The vectors of codes in the form of <see cref="CodesOf"/>.</summary>
    public Tensor VectorsOf(Tensor codes) => Lookup(Levels.Count == 1 ? codes.Unsqueeze(-1) : codes);

    /// <summary>Refuses what is not […, D].</summary>
    protected void CheckVectors(Tensor z)
    {
        if (z.Rank < 2 || z.Size(-1) != Size) throw new TorchException($"a quantiser of vectors of length {Size} cannot take {z}");
    }

    /// <summary>The vectors of <paramref name="z"/> as rows <c>[N, D]</c>, checked.</summary>
    protected Tensor Rows(Tensor z)
    {
        CheckVectors(z);
        return z.Reshape([z.Count / Size, Size]);
    }

    /// <summary>Refuses codes that <see cref="Lookup"/> cannot take.</summary>
    /// <param name="least">The smallest code; −1 where a code may be absent.</param>
    protected void CheckCodes(Tensor codes, int least = 0)
    {
        if (codes.DType != DType.I64 || codes.Rank < 1 || codes.Size(-1) != Levels.Count) throw new TorchException($"codes are i64 with a last axis of {Levels.Count}, not {codes}");
        if (codes.Count == 0) return;
        using var scope = TensorScope.Enter();
        for (var g = 0; g < Levels.Count; g++)
        {
            var group = codes.Select(-1, g);
            var (low, high) = (group.Min().ToInt64(), group.Max().ToInt64());
            if (low < least || high >= Levels[g]) throw new TorchException($"code {(low < least ? low : high)} of group {g} is outside [{least}, {Levels[g]})");
        }
    }
}
