namespace Elbo.Torch.Nn;

/// <summary>tanh x, elementwise.</summary>
public sealed class Tanh : Layer
{
    public override Tensor Forward(Tensor x) => x.Tanh();
}
