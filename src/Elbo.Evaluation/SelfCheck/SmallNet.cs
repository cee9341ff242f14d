using Elbo.Models;
using Elbo.Torch;

namespace Elbo.Evaluation.SelfCheck;

/// <summary>One tanh layer of a model with a linear head or two, computed in plain loops from its parameters: nothing of the model's own code is run.</summary>
internal sealed class SmallNet
{
    private readonly double[][] parameters;

    /// <param name="model">Its parameters are given values first, see <see cref="Fill"/>.</param>
    /// <param name="part">Name of the network in the model; its parameters are body weight and bias, then weight and bias of each head.</param>
    public SmallNet(Model model, string part)
    {
        using var scope = TensorScope.Enter();
        parameters = [.. model.NamedParameters().Where(p => p.Name.StartsWith(part + ".", StringComparison.Ordinal)).Select(p => p.Value.Detach().To(DType.F64).Contiguous().ToArray<double>())];
    }

    /// <summary>Gives every parameter of a model a value between −0.9 and 0.9, no two alike.</summary>
    /// <param name="size">In place of 0.9.</param>
    public static void Fill(Model model, double size = 0.9)
    {
        var k = 0;
        foreach (var (_, value) in model.NamedParameters())
        {
            var numbers = value.AsWritableSpan<float>();
            for (var n = 0; n < numbers.Length; n++) numbers[n] = (float)(size * Math.Sin(1.7 * ++k));
        }
    }

    /// <summary>Makes q wider than p, so that the weights p/q are bounded and their mean has an error.</summary>
    public static void Widen(Model model)
    {
        foreach (var (name, value) in model.NamedParameters())
            if (name.StartsWith("encoder", StringComparison.Ordinal) && (name.EndsWith("log_var.bias", StringComparison.Ordinal) || name.EndsWith("log_std.bias", StringComparison.Ordinal))) value.AsWritableSpan<float>().Fill(1);
    }

    /// <summary>The outputs of a head.</summary>
    public double[] Head(int head, params ReadOnlySpan<double> given)
    {
        var hidden = Linear(given, parameters[0], parameters[1]);
        for (var k = 0; k < hidden.Length; k++) hidden[k] = Math.Tanh(hidden[k]);
        return Linear(hidden, parameters[2 + 2 * head], parameters[3 + 2 * head]);
    }

    private static double[] Linear(ReadOnlySpan<double> x, double[] weight, double[] bias)
    {
        var y = (double[])bias.Clone();
        for (var row = 0; row < y.Length; row++)
            for (var k = 0; k < x.Length; k++) y[row] += weight[row * x.Length + k] * x[k];
        return y;
    }
}
