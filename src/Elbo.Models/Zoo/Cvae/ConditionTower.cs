using Elbo.Models.Networks;
using Elbo.Torch;
using Elbo.Torch.Fused;
using Elbo.Torch.Nn;

namespace Elbo.Models.Zoo.Cvae;

/// <summary>Reads what is given, for encoder and decoder (Doersch 2016, code): fully connected layers of rectified units with an outlet before the second of them and one at the end.</summary>
public sealed class ConditionTower : Module
{
    private readonly Mlp first, rest;
    private readonly Linear second, last;

    /// <param name="inputs">G.</param>
    /// <param name="hidden">Widths, at least two.</param>
    public ConditionTower(int inputs, IReadOnlyList<int> hidden, Generator generator, CvaeStart start)
    {
        first = Child("first", new Mlp(inputs, [hidden[0]], Activation.Relu, generator, start.Hidden));
        second = Child("second", new Linear(hidden[0], hidden[1], generator, weightInit: start.Hidden, biasInit: Initialisers.Zeros));
        rest = Child("rest", new Mlp(hidden[1], [.. hidden.Skip(2)], Activation.Relu, generator, start.Hidden));
        last = Child("last", new Linear(hidden[^1], hidden[^1], generator, weightInit: start.Heads, biasInit: Initialisers.Zeros));
    }

    /// <summary>What the encoder's second layer adds, before its rectifier: [B, G] to [B, hidden[1]].</summary>
    public Tensor ForEncoder(Tensor given) => second.Forward(first.Forward(given));

    /// <summary>What the decoder's first layer adds, before its rectifier: [B, G] to [B, hidden[^1]].</summary>
    public Tensor ForDecoder(Tensor given) => last.Forward(rest.Forward(ForEncoder(given).Relu()));
}
