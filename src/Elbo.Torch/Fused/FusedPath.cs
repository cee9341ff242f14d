namespace Elbo.Torch.Fused;

/// <summary>
/// When the hand-written kernels apply: dense f32 on the CPU. Everywhere else the same formulas run as operators, and a test holds
/// both to the same values and gradients. A kernel can be differentiated once; <see cref="Off"/> keeps a computation to operators, which
/// can be differentiated as often as wanted, for a penalty on a gradient or a metric made of derivatives.
/// </summary>
public static class FusedPath
{
    [ThreadStatic] private static bool off;

    /// <summary>False inside a scope of <see cref="Off"/> on this thread.</summary>
    public static bool IsOn => !off;

    /// <summary>
    /// Makes this thread use operators only until it is disposed: <c>using var plain = FusedPath.Off();</c>. Scopes nest; being a
    /// <c>ref struct</c> one cannot cross an <c>await</c>. What is computed inside can be differentiated twice, also after the scope.
    /// </summary>
    public static Scope Off() => new();

    internal static bool Takes(Tensor tensor) => TakesAnyLayout(tensor) && tensor.Info.IsContiguous;

    internal static bool TakesAnyLayout(Tensor tensor)
    {
        if (off) return false;
        var info = tensor.Info;
        return info.DType == (byte)DType.F32 && info.DeviceType == 0;
    }

    internal static bool Takes(Tensor a, Tensor b) => Takes(a) && Takes(b);

    internal static bool Takes(Tensor a, Tensor b, Tensor c) => Takes(a) && Takes(b) && Takes(c);

    /// <summary>A stretch of code without kernels; disposing restores what was before.</summary>
    public ref struct Scope : IDisposable
    {
        private readonly bool before;
        private bool open;

        /// <summary>Opens a scope on the current thread.</summary>
        public Scope()
        {
            (before, open) = (off, true);
            off = true;
        }

        /// <summary>Brings back what was before the scope.</summary>
        public void Dispose()
        {
            if (!open) return;
            open = false;
            off = before;
        }
    }
}
