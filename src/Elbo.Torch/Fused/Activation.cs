namespace Elbo.Torch.Fused;

/// <summary>Activations that a fused linear layer can apply; the numbers are the kernel's.</summary>
public enum Activation
{
    /// <summary>f(x) = x.</summary>
    Identity = 0,
    /// <summary>tanh x.</summary>
    Tanh = 1,
    /// <summary>max(0, x).</summary>
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
