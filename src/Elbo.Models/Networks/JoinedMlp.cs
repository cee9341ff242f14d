using System.Globalization;
using Elbo.Torch;
using Elbo.Torch.Fused;
using Elbo.Torch.Nn;

namespace Elbo.Models.Networks;

/// <summary>
/// Fully connected layers of rectified units over several inputs side by side. The first layer has a matrix for each input and adds what they give, so that
/// an input which many rows share, such as what is known of a set beside its items, is multiplied once.
/// Weights and biases start at U(±1/√inputs), those of the first layer as of one input as wide as all.
/// </summary>
public sealed class JoinedMlp : Module
{
    private readonly Linear[] first;
    private readonly Mlp rest;

    /// <param name="inputs">Width of each input.</param>
    /// <param name="hidden">Widths of the layers, at least one.</param>
    public JoinedMlp(IReadOnlyList<int> inputs, IReadOnlyList<int> hidden, Generator generator)
    {
        var bound = 1 / Math.Sqrt(inputs.Sum());
        var start = Initialisers.Uniform(-bound, bound);
        first = [.. inputs.Select((width, k) => Child($"input_{(k + 1).ToString(CultureInfo.InvariantCulture)}", new Linear(width, hidden[0], generator, bias: k == 0, start, start)))];
        rest = Child("rest", new Mlp(hidden[0], [.. hidden.Skip(1)], Activation.Relu, generator, weights: null));
    }

    /// <summary>Width of the last layer.</summary>
    public long Outputs => rest.Outputs;

    /// <param name="inputs">[…, I_k], leading axes broadcasting.</param>
    public Tensor Forward(params ReadOnlySpan<Tensor> inputs)
    {
        var sum = first[0].Forward(inputs[0]);
        for (var k = 1; k < first.Length; k++) sum += first[k].Forward(inputs[k]);
        return rest.Forward(sum.Relu());
    }
}
