using Elbo.Data;
using Elbo.Torch;

namespace Elbo.Models.Tests;

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

    /// <summary>Holds the gradient of a model's objective at fixed noise against finite differences: of every parameter, at its largest entry, where a wrong one shows most.</summary>
    /// <param name="model">In double precision.</param>
    public static void Check(Model model, Batch batch)
    {
        model.Loss(batch, new NoiseStream(3)).Objective.Sum().Backward();
        foreach (var (name, parameter) in model.NamedParameters())
        {
            var gradient = parameter.Grad!.ToArray<double>();
            var values = parameter.AsWritableSpan<double>();
            var at = Enumerable.Range(0, gradient.Length).MaxBy(i => Math.Abs(gradient[i]));
            using var off = Gradients.Off();
            var middle = values[at];
            values[at] = middle + Step;
            var above = Objective();
            values[at] = middle - Step;
            var below = Objective();
            values[at] = middle;
            ((above - below) / (2 * Step)).ShouldBe(gradient[at], 1e-6 * Math.Max(1, Math.Abs(gradient[at])), name);
        }

        double Objective() => model.Loss(batch, new NoiseStream(3)).Objective.Sum().ToDouble();
    }
}
