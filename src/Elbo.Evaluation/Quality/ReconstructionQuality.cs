using Elbo.Data;
using Elbo.Evaluation.Likelihood;
using Elbo.Models;
using Elbo.Torch;

namespace Elbo.Evaluation.Quality;

/// <summary>
/// How close p(x | z)'s mean at the posterior mean comes to the images the model was shown, after the run's own binarisation. For
/// binarised data the inputs are black and white and these figures are low by nature; likelihoods say more there.
/// </summary>
/// <param name="MeanSquaredError">Per value, of data in [0, 1].</param>
/// <param name="Psnr">10 log10(1/MSE) of each image, averaged, dB. Images met exactly (MSE 0) count with <see cref="HighestPsnr"/>.</param>
/// <param name="Ssim">Structural similarity (<see cref="StructuralSimilarity"/>); null for images smaller than its window.</param>
public sealed record ReconstructionQuality(Estimate MeanSquaredError, Estimate Psnr, Estimate? Ssim)
{
    /// <summary>Of 8-bit images that differ by less than rounding: no mean should become infinite by one exact image.</summary>
    public const double HighestPsnr = 100;

    /// <param name="limit">At most this many examples, from the first.</param>
    /// <exception cref="InvalidOperationException">The data are no images.</exception>
    public static ReconstructionQuality Measure(IReconstructor model, IDataset data, Split split, int limit = int.MaxValue, CancellationToken cancel = default)
    {
        if (data.Info.Shape is not [.., var channels, var height, var width]) throw new InvalidOperationException($"{data.Info.Id} has no images");
        using var off = Gradients.Off();
        List<double> squares = [], psnr = [], ssim = [];
        var windowed = Math.Min(height, width) >= StructuralSimilarity.Window;
        new OrderedBatches(data, split, 500, limit).ForEach(batch =>
        {
            cancel.ThrowIfCancellationRequested();
            var output = model.Reconstruct(batch);
            var errors = MeanSquares(batch.X, output);
            squares.AddRange(errors);
            psnr.AddRange(errors.Select(OfMeanSquare));
            long[] shape = [-1, channels, height, width];
            // A video's is the mean of its frames.
            if (windowed) ssim.AddRange(StructuralSimilarity.Of(batch.X.View(shape), output.Reshape(shape)).View([batch.Count, -1]).Mean([1]).ToArray<double>());
        });
        return new(Estimate.Of(squares), Estimate.Of(psnr), windowed ? Estimate.Of(ssim) : null);
    }

    /// <summary>10 log10(1/MSE), dB, for values in [0, 1]; at most <see cref="HighestPsnr"/>.</summary>
    public static double OfMeanSquare(double meanSquare) => Math.Min(HighestPsnr, -10 * Math.Log10(meanSquare));

    private static double[] MeanSquares(Tensor x, Tensor y) => (x - y).To(DType.F64).Square().Mean([1]).ToArray<double>();
}
