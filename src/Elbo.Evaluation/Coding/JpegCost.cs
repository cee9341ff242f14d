using Elbo.Evaluation.Images;
using Elbo.Evaluation.Quality;

namespace Elbo.Evaluation.Coding;

/// <summary>Images as JPEG files.</summary>
/// <param name="Quality">1 to 100.</param>
/// <param name="Bytes">Of all files.</param>
/// <param name="Mse">Mean square error over all images, of values in [0, 1].</param>
/// <param name="Psnr">10 log10(1/MSE) of each file, averaged, dB.</param>
public sealed record JpegCost(int Quality, long Bytes, double Mse, double Psnr)
{
    /// <param name="share">Part of the pixels that are images.</param>
    internal static JpegCost At(int quality, IReadOnlyList<Raster> images, double share)
    {
        var (bytes, sum, psnr) = (0L, 0.0, 0.0);
        foreach (var image in images)
        {
            var file = RasterCodec.ToJpeg(image, quality);
            var error = ImageCosts.MeanSquare(image.Pixels, RasterCodec.Read(file).Pixels) / share;
            bytes += file.Length;
            sum += error;
            psnr += ReconstructionQuality.OfMeanSquare(error);
        }
        return new(quality, bytes, sum / images.Count, psnr / images.Count);
    }

    /// <summary>The lowest quality whose error is at most <paramref name="mse"/>, as far as errors fall with quality; null where none has.</summary>
    internal static JpegCost? AsGood(double mse, IReadOnlyList<Raster> images, double share, CancellationToken cancel)
    {
        JpegCost? found = null;
        for (var (low, high) = (1, 100); low <= high;)
        {
            cancel.ThrowIfCancellationRequested();
            var middle = (low + high) / 2;
            var cost = At(middle, images, share);
            if (cost.Mse <= mse) (found, high) = (cost, middle - 1);
            else low = middle + 1;
        }
        return found;
    }
}
