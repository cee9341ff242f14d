using Elbo.Torch;

namespace Elbo.Evaluation.Quality;

/// <summary>
/// SSIM (Wang, Bovik, Sheikh &amp; Simoncelli 2004): the mean over all positions of an 11 × 11 Gaussian window with σ = 1.5 that lie wholly
/// inside the image, K_1 = 0.01, K_2 = 0.03, values in [0, 1]. Colour images take the mean over channels.
/// </summary>
public static class StructuralSimilarity
{
    /// <summary>Side of the window; smaller images have no SSIM.</summary>
    public const int Window = 11;

    private const double Sigma = 1.5, C1 = 0.01 * 0.01, C2 = 0.03 * 0.03;

    /// <summary>SSIM of each image [N], F64, from −1 to 1; 1 only for equal images.</summary>
    /// <param name="x">[N, C, H, W], H and W at least <see cref="Window"/>.</param>
    /// <param name="y">Its counterpart, of the same shape.</param>
    /// <exception cref="ArgumentException">Shapes differ, or are too small.</exception>
    public static Tensor Of(Tensor x, Tensor y)
    {
        if (x.Rank != 4 || !x.Shape.SequenceEqual(y.Shape)) throw new ArgumentException($"images {x} and {y} are not both [N, C, H, W]", nameof(x));
        if (x.Size(2) < Window || x.Size(3) < Window) throw new ArgumentException($"images {x} are smaller than the window of {Window} × {Window}", nameof(x));
        using var off = Gradients.Off();
        using var scope = TensorScope.Enter();
        // Channels are images of their own here. F64: variances are differences of nearly equal numbers.
        long[] planes = [x.Size(0) * x.Size(1), 1, x.Size(2), x.Size(3)];
        Tensor a = x.To(DType.F64).Reshape(planes), b = y.To(DType.F64).Reshape(planes);
        Tensor meanA = Blur(a), meanB = Blur(b);
        Tensor squareA = meanA.Square(), squareB = meanB.Square(), product = meanA * meanB;
        Tensor varianceA = Blur(a.Square()) - squareA, varianceB = Blur(b.Square()) - squareB, covariance = Blur(a * b) - product;
        var map = (product * 2 + C1) * (covariance * 2 + C2) / ((squareA + squareB + C1) * (varianceA + varianceB + C2));
        return scope.Keep(map.Reshape([x.Size(0), -1]).Mean([1]));
    }

    // The Gaussian window is a product of its sides: two passes of 11 in place of one of 121.
    private static Tensor Blur(Tensor planes)
    {
        var side = new double[Window];
        for (var k = 0; k < Window; k++) side[k] = Math.Exp(-0.5 * Math.Pow((k - Window / 2) / Sigma, 2));
        var kernel = Tensor.From(side) / side.Sum();
        return planes.Conv2d(kernel.View([1, 1, Window, 1])).Conv2d(kernel.View([1, 1, 1, Window]));
    }
}
