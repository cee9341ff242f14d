using Elbo.Torch.Fused;
using Elbo.Torch.Interop;

namespace Elbo.Torch.Portable;

/// <summary>
/// Makes this thread compute alike on every machine until it is disposed: <c>using var portable = PortableScope.Enter();</c>. Sums are added in one stated order and elementary functions are
/// polynomials in f64, whatever processor, kernels, number of threads and version of libtorch there are; what IEEE 754 defines anyway stays with libtorch. An operator of which neither is known
/// throws. Numbers must be f64 on the CPU; there are no gradients. Scopes nest; being a <c>ref struct</c> one cannot cross an <c>await</c>.
/// </summary>
public ref struct PortableScope : IDisposable
{
    private readonly IOpSubstitute? before;
    private FusedPath.Scope plain;
    private readonly Gradients.Mode unrecorded;
    private bool open;

    private PortableScope(IOpSubstitute? before)
    {
        (this.before, open) = (before, true);
        plain = FusedPath.Off();
        unrecorded = Gradients.Off();
    }

    /// <summary>Opens a scope on the current thread.</summary>
    public static PortableScope Enter()
    {
        var scope = new PortableScope(OpCall.Substitute);
        OpCall.Substitute = PortableOperators.Instance;
        return scope;
    }

    /// <summary>Brings back what was before the scope.</summary>
    public void Dispose()
    {
        if (!open) return;
        open = false;
        OpCall.Substitute = before;
        unrecorded.Dispose();
        plain.Dispose();
    }
}
