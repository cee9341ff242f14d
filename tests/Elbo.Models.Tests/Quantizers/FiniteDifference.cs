using Elbo.Torch;

namespace Elbo.Models.Tests.Quantizers;

internal static class FiniteDifference
{
    // Central differences in double precision: truncation about h² and rounding about 1e-16/h are both below 1e-9.
    private const double Step = 1e-5;

    /// <summary>∂f/∂x of a scalar function at a double precision x.</summary>
    public static double[] Gradient(Func<Tensor, Tensor> f, Tensor x)
    {
        var (values, shape) = (x.ToArray<double>(), x.Shape.ToArray());
        return [.. values.Select((_, j) => (At(j, Step) - At(j, -Step)) / (2 * Step))];

        double At(int j, double shift)
        {
            using var scope = TensorScope.Enter();
            var moved = (double[])values.Clone();
            moved[j] += shift;
            return f(Tensor.From(moved, shape)).ToDouble();
        }
    }
}
