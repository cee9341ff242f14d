using Elbo.Data;
using Elbo.Evaluation.Images;
using Elbo.Evaluation.Visuals;
using Elbo.Torch;

namespace Elbo.Evaluation.Scores;

/// <summary>
/// −L_K − log 2 · (bits of the image as a PNG file): what the model needs beyond a coder of any image, so that simple images are not normal for their simplicity alone (Serrà et al. 2020,
/// arXiv 1909.11480, eq. 1, with one coder and in nats). The size of the header and, for a density, of its grid shift all examples alike.
/// </summary>
internal sealed class PngExcessScore : IExampleScore
{
    private const int BatchSize = 500, BitsOfByte = 8;

    public string Id => "png_excess";

    public string Summary => "-iwae less the nats of the image as a PNG file: what is strange beyond being intricate (Serrà 2020)";

    public bool HighIsStrange => true;

    public bool IsUsual => true;

    public string? Unfit(ScoreContext context) =>
        context.Measures.Data.Info is { Kind: DataKind.Array } info && ImageShape.Of(info.Shape) is { Frames: null } ? null : "the examples are no images";

    public IReadOnlyList<double> Take(ScoreContext context)
    {
        var (measures, index) = (context.Measures, 0);
        var shape = ImageShape.Of(measures.Data.Info.Shape)!.Value;
        var bounds = measures.Importance().PerExample;
        var excess = new double[bounds.Count];
        using var off = Gradients.Off();
        new OrderedBatches(measures.Data, measures.Split, BatchSize, measures.Limit).ForEach(batch =>
        {
            measures.Cancel.ThrowIfCancellationRequested();
            var pixels = batch.X.Contiguous().AsSpan<float>();
            var size = pixels.Length / Math.Max(1, batch.Count);
            for (var b = 0; b < batch.Count; b++, index++)
                excess[index] = -bounds[index] - Math.Log(2) * BitsOfByte * PngWriter.ToBytes(shape.Single(pixels.Slice(b * size, size))).Length;
        });
        return excess;
    }
}
