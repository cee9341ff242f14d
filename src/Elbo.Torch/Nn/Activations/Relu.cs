using Elbo.Torch.Fused;

namespace Elbo.Torch.Nn;

/// <summary>max(0, x), elementwise.</summary>
public sealed class Relu : Layer, IPointwise
{
    Activation IPointwise.Kind => Activation.Relu;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x.Relu();
}
