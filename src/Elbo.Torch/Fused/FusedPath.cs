namespace Elbo.Torch.Fused;

/// <summary>
/// When the hand-written kernels apply: dense f32 on the CPU. Everywhere else the same formulas run as operators, and a test holds
/// both to the same values and gradients.
/// </summary>
public static class FusedPath
{
    [ThreadStatic] private static bool off;

    /// <summary>Makes this thread use operators only; for comparisons.</summary>
    public static bool Disabled
    {
        get => off;
        set => off = value;
    }

    internal static bool Takes(Tensor tensor) => TakesAnyLayout(tensor) && tensor.Info.IsContiguous;

    internal static bool TakesAnyLayout(Tensor tensor)
    {
        if (off) return false;
        var info = tensor.Info;
        return info.DType == (byte)DType.F32 && info.DeviceType == 0;
    }

    internal static bool Takes(Tensor a, Tensor b) => Takes(a) && Takes(b);

    internal static bool Takes(Tensor a, Tensor b, Tensor c) => Takes(a) && Takes(b) && Takes(c);
}
