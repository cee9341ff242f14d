namespace Elbo.Torch.Nn;

/// <summary>x·sigmoid(x), elementwise; also called swish.</summary>
public sealed class Silu : Layer
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x.Silu();
}
