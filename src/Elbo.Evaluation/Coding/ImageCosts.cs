using Elbo.Evaluation.Images;
using Elbo.Evaluation.Quality;
using Elbo.Evaluation.Visuals;
using Elbo.Torch;

namespace Elbo.Evaluation.Coding;

/// <summary>
/// What the same images take as PNG and JPEG files: in files of their own, whose headers weigh on small images, and all on one sheet, edge to edge. Errors are
/// those of images of 8 bits, here and there.
/// </summary>
/// <param name="Mse">Mean square error of the model's images, of values in [0, 1].</param>
/// <param name="Psnr">10 log10(1/MSE) of each image, averaged, dB.</param>
/// <param name="Png">Bytes of PNG files.</param>
/// <param name="PngSheet">Bytes of one PNG file.</param>
/// <param name="Jpeg">JPEG at <see cref="UsualQuality"/>.</param>
/// <param name="JpegSheet">As one file; null for a sheet too large to be one.</param>
/// <param name="JpegAsGood">JPEG at the lowest quality whose error is at most the model's; null where none has.</param>
/// <param name="JpegSheetAsGood">The same as one file.</param>
public sealed record ImageCosts(
    double Mse, double Psnr, long Png, long PngSheet, JpegCost Jpeg, JpegCost? JpegSheet, JpegCost? JpegAsGood, JpegCost? JpegSheetAsGood)
{
    /// <summary>What many programs write unless told otherwise.</summary>
    public const int UsualQuality = 75;

    /// <summary>Sides beyond which there is no JPEG.</summary>
    private const int MostSide = 65_535;

    /// <param name="originals">What the model was shown, [N, D] in [0, 1].</param>
    /// <param name="decoded">What it made of them.</param>
    public static ImageCosts Measure(Tensor originals, Tensor decoded, ImageShape shape, CancellationToken cancel = default)
    {
        var (x, y) = (originals.ToArray<float>(), decoded.ToArray<float>());
        var count = checked((int)originals.Size(0));
        var size = x.Length / count;
        Raster[] images = [.. Enumerable.Range(0, count).Select(n => shape.Single(x.AsSpan(n * size, size)))];
        var errors = Enumerable.Range(0, count).Select(n => MeanSquare(images[n].Pixels, shape.Single(y.AsSpan(n * size, size)).Pixels)).ToArray();
        var (mse, psnr) = (errors.Average(), errors.Average(ReconstructionQuality.OfMeanSquare));
        Raster[] sheet = [shape.Sheet(x, count)];
        var (png, pngSheet) = (images.Sum(p => (long)PngWriter.ToBytes(p).Length), (long)PngWriter.ToBytes(sheet[0]).Length);
        // On a sheet the black rest has no error: what counts is the mean over images.
        var isSheet = Math.Max(sheet[0].Width, sheet[0].Height) <= MostSide;
        var share = (double)count * size / sheet[0].Pixels.Length;
        return new(mse, psnr, png, pngSheet,
            JpegCost.At(UsualQuality, images, 1), isSheet ? JpegCost.At(UsualQuality, sheet, share) : null,
            JpegCost.AsGood(mse, images, 1, cancel), isSheet ? JpegCost.AsGood(mse, sheet, share, cancel) : null);
    }

    /// <summary>Of values in [0, 1].</summary>
    internal static double MeanSquare(ReadOnlySpan<byte> x, ReadOnlySpan<byte> y)
    {
        long sum = 0;
        for (var k = 0; k < x.Length; k++) sum += (x[k] - y[k]) * (x[k] - y[k]);
        return sum / (255.0 * 255.0) / x.Length;
    }
}
