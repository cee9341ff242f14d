using Elbo.Torch;
using Elbo.Torch.Fused;
using Elbo.Torch.Nn;

namespace Elbo.Models.Networks;

/// <summary>Fully connected hidden layers, each followed by the activation: [B, I] → [B, hidden[^1]]. Layers are named "0", "1", …</summary>
public sealed class Mlp : Layer
{
    private readonly Linear[] layers;
    private readonly Activation activation;

    /// <param name="inputs">I.</param>
    /// <param name="hidden">Widths, first to last; none gives the identity.</param>
    /// <param name="weights">Start of the weights, with biases of 0; null: weights and biases U(±1/√I), which puts the units' kinks in different places from the first step.</param>
    /// <param name="spreadBiases">Whether biases start at U(±1/√I) beside weights of one's own as well.</param>
    public Mlp(long inputs, IReadOnlyList<int> hidden, Activation activation, Generator generator, Initialiser? weights, bool spreadBiases = false)
    {
        this.activation = activation;
        layers = new Linear[hidden.Count];
        for (var k = 0; k < layers.Length; k++)
        {
            layers[k] = Child(k.ToString(System.Globalization.CultureInfo.InvariantCulture),
                new Linear(inputs, hidden[k], generator, weightInit: weights, biasInit: weights is null || spreadBiases ? null : Initialisers.Zeros));
            inputs = hidden[k];
        }
        Outputs = inputs;
    }

    /// <summary>Width of the last layer.</summary>
    public long Outputs { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        foreach (var layer in layers) x = LinearActivation.Apply(x, layer.Weight, layer.Bias, activation);
        return x;
    }
}
