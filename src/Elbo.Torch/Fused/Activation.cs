namespace Elbo.Torch.Fused;

/// <summary>Activations that a fused linear layer can apply; the numbers are the kernel's.</summary>
public enum Activation
{
    Identity = 0,
    Tanh = 1,
    Relu = 2,
}
