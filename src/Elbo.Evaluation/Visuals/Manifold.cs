using Elbo.Evaluation.Images;
using Elbo.Models;
using Elbo.Torch;

namespace Elbo.Evaluation.Visuals;

/// <summary>
/// The image of a two-dimensional code (Kingma &amp; Welling 2014, appendix A): a regular grid on the unit square, taken through the inverse
/// Gaussian distribution function, so that each cell has the same prior probability, and decoded.
/// </summary>
public static class Manifold
{
    /// <summary>Φ^{-1} at the middle of each of <paramref name="side"/> equal cells of (0, 1), rising.</summary>
    public static double[] Quantiles(int side)
    {
        using var scope = TensorScope.Enter();
        var cells = new double[side];
        for (var k = 0; k < side; k++) cells[k] = (k + 0.5) / side;
        return Ops.SpecialNdtri(Tensor.From(cells)).ToArray<double>();
    }

    /// <summary><paramref name="side"/> × <paramref name="side"/> images: z_0 rises to the right, z_1 upwards.</summary>
    /// <exception cref="InvalidOperationException">The code is not two-dimensional.</exception>
    public static Raster Draw(Model model, ImageShape shape, int side)
    {
        if (model.As<IDecoder>() is not { LatentSize: 2 } decoder) throw new InvalidOperationException($"{model.GetType().Name} has no code of two dimensions to draw");
        ArgumentOutOfRangeException.ThrowIfLessThan(side, 1);
        using var off = Gradients.Off();
        using var scope = TensorScope.Enter();
        var at = Quantiles(side);
        var codes = new float[side * side * 2];
        for (var row = 0; row < side; row++)
        {
            for (var column = 0; column < side; column++)
            {
                var cell = 2 * (row * side + column);
                (codes[cell], codes[cell + 1]) = ((float)at[column], (float)at[side - 1 - row]);
            }
        }
        var images = decoder.Decode(Tensor.From(codes, (long)side * side, 2));
        return new ImageGrid { Columns = side, Scale = 1, Padding = 0 }.Render(images.ToArray<float>(), side * side, shape.Channels, shape.Height, shape.Width);
    }
}
