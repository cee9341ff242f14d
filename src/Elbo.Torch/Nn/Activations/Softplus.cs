namespace Elbo.Torch.Nn;

/// <summary>log(1 + eˣ), elementwise; x itself above 20, where the two agree to the last digit of single precision.</summary>
public sealed class Softplus : Layer
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x.Softplus();
}
