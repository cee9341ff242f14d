namespace Elbo.Torch.IO;

/// <summary>numpy's names of the element types that Elbo has tensors of; there is none for bfloat16.</summary>
internal static class NpyDTypes
{
    public static bool TryParse(string descr, out DType dtype)
    {
        (var known, dtype) = descr switch
        {
            "<f4" => (true, DType.F32),
            "<f8" => (true, DType.F64),
            "<i8" => (true, DType.I64),
            "|u1" or "<u1" or "u1" => (true, DType.U8),
            "|b1" or "<b1" or "b1" => (true, DType.Bool),
            _ => (false, default),
        };
        return known;
    }

    public static string NameOf(DType dtype) => dtype switch
    {
        DType.F32 => "<f4",
        DType.F64 => "<f8",
        DType.I64 => "<i8",
        DType.U8 => "|u1",
        DType.Bool => "|b1",
        _ => throw new ArgumentException($"npy has no {dtype}; convert to F32 first", nameof(dtype)),
    };
}
