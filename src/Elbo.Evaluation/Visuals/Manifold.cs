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

    /// <summary>Whether <see cref="Draw"/> can show all codes of a model.</summary>
    public static bool Fits(IEncoder encoder) => encoder.LatentSize == 2 || encoder is { IsDirection: true, LatentSize: 3 };

    /// <summary>What is where in the image.</summary>
    public static string Caption(IEncoder encoder, int side) => !encoder.IsDirection ? $"{side} × {side}, z0 to the right, z1 upwards"
        : encoder.LatentSize == 2 ? $"{side * side} directions once around, row by row" : $"{side} × {side}, longitude to the right, z2 upwards: cells of equal area";

    /// <summary>
    /// <paramref name="side"/> × <paramref name="side"/> images: z_0 rises to the right, z_1 upwards. Directions of three coordinates are laid out by longitude and height, a map that
    /// keeps areas (Lambert’s cylindrical projection); those of two go once around, row by row.
    /// </summary>
    /// <exception cref="InvalidOperationException">The code is not two-dimensional.</exception>
    public static Raster Draw(Model model, ImageShape shape, int side)
    {
        if (model.As<IEncoder>() is not { } encoder || !Fits(encoder) || model.As<IDecoder>() is not { } decoder) throw new InvalidOperationException($"{model.GetType().Name} has no code of two dimensions to draw");
        ArgumentOutOfRangeException.ThrowIfLessThan(side, 1);
        using var off = Gradients.Off();
        using var scope = TensorScope.Enter();
        if (encoder.IsDirection) return Grid(Tensor.From(Directions(decoder.LatentSize, side), (long)side * side, decoder.LatentSize));
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
        return Grid(Tensor.From(codes, (long)side * side, 2));

        Raster Grid(Tensor z) => new ImageGrid { Columns = side, Scale = 1, Padding = 0 }.Render(decoder.Decode(z).ToArray<float>(), side * side, shape.Channels, shape.Height, shape.Width);
    }

    private static float[] Directions(int m, int side)
    {
        var codes = new float[side * side * m];
        for (var k = 0; k < side * side; k++)
        {
            var (angle, height) = m == 2 ? (2 * Math.PI * k / (side * side), 0) : (Math.PI * (2 * (k % side + 0.5) / side - 1), 1 - 2 * (k / side + 0.5) / side);
            var ring = Math.Sqrt(1 - height * height);
            (codes[k * m], codes[k * m + 1]) = ((float)(ring * Math.Cos(angle)), (float)(ring * Math.Sin(angle)));
            if (m == 3) codes[k * m + 2] = (float)height;
        }
        return codes;
    }
}
