namespace Elbo.Torch.Nn;

/// <summary>A module that maps one tensor to one tensor.</summary>
public abstract class Layer : Module
{
    /// <summary>The output for <paramref name="x"/>, in the current scope.</summary>
    public abstract Tensor Forward(Tensor x);
}
