using Elbo.Torch;

namespace Elbo.Probability;

/// <summary>A function of each number alone, computed in f64 with its derivative: for what no operator gives and no autograd could derive without losing digits.</summary>
internal sealed class NumberwiseFunction : CustomFunction
{
    private static readonly NumberwiseFunction Instance = new();

    /// <param name="x">Any shape; it is read on the CPU.</param>
    /// <param name="f">Value and derivative.</param>
    /// <returns>The shape of <paramref name="x"/>, f64, differentiable once.</returns>
    public static Tensor Of(Tensor x, Func<double, (double Value, double Slope)> f)
    {
        var wide = Numerics.Wide(x);
        Tensor value, slope;
        using (Gradients.Off())
        {
            double[] numbers = wide.Detach().ToArray<double>(), slopes = new double[numbers.Length];
            for (var k = 0; k < numbers.Length; k++) (numbers[k], slopes[k]) = f(numbers[k]);
            value = Tensor.From(numbers).Reshape(wide.Shape).To(wide.Device, DType.F64);
            slope = Tensor.From(slopes).Reshape(wide.Shape).To(wide.Device, DType.F64);
        }
        Instance.Attach([wide], [value], [slope]);
        return value;
    }

    protected override void Backward(ReadOnlySpan<Tensor?> incoming, ReadOnlySpan<Tensor> saved, ReadOnlySpan<bool> needed, Span<Tensor?> gradients) =>
        gradients[0] = incoming[0] is { } g ? g * saved[0] : null;
}
