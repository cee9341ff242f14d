using Elbo.Torch.Fused;

namespace Elbo.Torch.Nn;

/// <summary>tanh x, elementwise.</summary>
public sealed class Tanh : Layer, IPointwise
{
    Activation IPointwise.Kind => Activation.Tanh;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x.Tanh();
}
