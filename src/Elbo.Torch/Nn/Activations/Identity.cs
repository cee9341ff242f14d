namespace Elbo.Torch.Nn;

/// <summary>x itself.</summary>
public sealed class Identity : Layer
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x;
}
