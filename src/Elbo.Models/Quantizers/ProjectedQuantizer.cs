using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models.Quantizers;

/// <summary>
/// A quantiser between two linear maps, <c>project_in</c> to its length of vectors and <c>project_out</c> back: low-dimensional codes
/// (Yu et al. 2022, arXiv 2110.04627), or FSQ and LFQ behind an encoder of any width. The inner one is <c>quantizer</c>.
/// </summary>
public sealed class ProjectedQuantizer : Quantizer
{
    private readonly Quantizer inner;
    private readonly Linear projectIn, projectOut;

    /// <param name="inner">Taken over.</param>
    /// <param name="size">D outside, at least 1.</param>
    public ProjectedQuantizer(Quantizer inner, int size, Generator generator, DType dtype = DType.F32)
    {
        this.inner = Child("quantizer", inner);
        Size = size;
        projectIn = Child("project_in", new Linear(size, inner.Size, generator, dtype: dtype));
        projectOut = Child("project_out", new Linear(inner.Size, size, generator, dtype: dtype));
    }

    /// <inheritdoc/>
    public override int Size { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<int> Levels => inner.Levels;

    /// <inheritdoc/>
    public override Quantized Quantize(Tensor z, NoiseStream noise)
    {
        var rows = projectIn.Forward(Rows(z)).View([.. z.Shape[..^1], inner.Size]);
        var result = inner.Quantize(rows, noise);
        return result with { Vectors = projectOut.Forward(result.Vectors) };
    }

    /// <inheritdoc/>
    public override Tensor Lookup(Tensor codes) => projectOut.Forward(inner.Lookup(codes));
}
