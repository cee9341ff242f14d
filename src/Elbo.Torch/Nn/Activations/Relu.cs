namespace Elbo.Torch.Nn;

/// <summary>max(0, x), elementwise.</summary>
public sealed class Relu : Layer
{
    public override Tensor Forward(Tensor x) => x.Relu();
}
