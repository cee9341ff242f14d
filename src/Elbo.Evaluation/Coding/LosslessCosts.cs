using Elbo.Evaluation.Images;
using Elbo.Evaluation.Visuals;
using Elbo.Torch;

namespace Elbo.Evaluation.Coding;

/// <summary>What images take as files that keep every pixel: in files of their own, whose headers weigh on small images, and all on one sheet, edge to edge.</summary>
/// <param name="Png">Bytes of PNG files.</param>
/// <param name="PngSheet">Bytes of one PNG file.</param>
/// <param name="WebP">Bytes of WebP files without loss.</param>
/// <param name="WebPSheet">Bytes of one; null for a sheet too large to be one.</param>
public sealed record LosslessCosts(long Png, long PngSheet, long WebP, long? WebPSheet)
{
    /// <summary>Sides beyond which there is no WebP.</summary>
    private const int MostSide = 16_383;

    /// <param name="images">[N, D] in [0, 1].</param>
    public static LosslessCosts Measure(Tensor images, ImageShape shape, CancellationToken cancel = default)
    {
        var (x, count) = (images.ToArray<float>(), checked((int)images.Size(0)));
        var (size, png, webp) = (x.Length / count, 0L, 0L);
        for (var n = 0; n < count; n++)
        {
            cancel.ThrowIfCancellationRequested();
            var image = shape.Single(x.AsSpan(n * size, size));
            png += PngWriter.ToBytes(image).Length;
            webp += RasterCodec.ToWebP(image).Length;
        }
        var sheet = shape.Sheet(x, count);
        return new(png, PngWriter.ToBytes(sheet).Length, webp, Math.Max(sheet.Width, sheet.Height) <= MostSide ? RasterCodec.ToWebP(sheet).Length : null);
    }
}
