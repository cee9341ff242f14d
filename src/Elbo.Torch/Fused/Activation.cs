namespace Elbo.Torch.Fused;

/// <summary>Activations that a fused linear layer can apply; the numbers are the kernel's.</summary>
public enum Activation
{
    Identity = 0,
    Tanh = 1,
    Relu = 2,
}

/// <summary>Activations as operators.</summary>
public static class Activations
{
    /// <summary>f(x), elementwise.</summary>
    public static Tensor Of(this Activation activation, Tensor x) => activation switch
    {
        Activation.Tanh => x.Tanh(),
        Activation.Relu => x.Relu(),
        _ => x,
    };
}
