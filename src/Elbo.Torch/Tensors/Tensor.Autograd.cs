using Elbo.Torch.Interop;

namespace Elbo.Torch;

public sealed unsafe partial class Tensor
{
    /// <summary>True when operations on this tensor are recorded for differentiation.</summary>
    public bool RequiresGrad => Info.RequiresGrad;

    /// <summary>True when the tensor was made by the user rather than computed from others that require gradients.</summary>
    public bool IsLeaf => Info.IsLeaf;

    /// <summary>Turns recording on or off for a leaf; returns the tensor itself.</summary>
    public Tensor RequireGrad(bool value = true)
    {
        Native.Check(Native.elbo_set_requires_grad(Handle, value ? 1 : 0), "requires_grad");
        return this;
    }

    /// <summary>The accumulated gradient of a leaf as a handle of the current scope, or null before the first backward.</summary>
    public Tensor? Grad
    {
        get
        {
            TensorScope.RequireOpen();
            nint gradient;
            Native.Check(Native.elbo_grad(Handle, &gradient), "grad");
            return OwnOptional(gradient);
        }
    }

    /// <summary>Replaces the accumulated gradient; null forgets it, so that the next backward need not add.</summary>
    public void SetGrad(Tensor? gradient) => Native.Check(Native.elbo_set_grad(Handle, gradient?.Handle ?? 0), "set grad");
}
