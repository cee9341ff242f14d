namespace Elbo.Torch.Nn;

/// <summary>1/(1 + e⁻ˣ), elementwise.</summary>
public sealed class Sigmoid : Layer
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x.Sigmoid();
}
