namespace Elbo.Torch.IO;

/// <summary>The format's names of element types.</summary>
internal static class SafetensorsDTypes
{
    private static readonly string[] withoutTensor =
        ["F4", "F6_E2M3", "F6_E3M2", "F8_E5M2", "F8_E4M3", "F8_E8M0", "I8", "I16", "U16", "F16", "I32", "U32", "U64", "C64"];

    public static bool TryParse(string name, out DType dtype)
    {
        (var known, dtype) = name switch
        {
            "F32" => (true, DType.F32),
            "F64" => (true, DType.F64),
            "BF16" => (true, DType.BF16),
            "I64" => (true, DType.I64),
            "U8" => (true, DType.U8),
            "BOOL" => (true, DType.Bool),
            _ => (false, default),
        };
        return known;
    }

    /// <summary>Whether the format has this dtype though Elbo has no tensor of it.</summary>
    public static bool IsInFormat(string name) => Array.IndexOf(withoutTensor, name) >= 0;

    public static string NameOf(DType dtype) => dtype switch
    {
        DType.F32 => "F32",
        DType.F64 => "F64",
        DType.BF16 => "BF16",
        DType.I64 => "I64",
        DType.U8 => "U8",
        DType.Bool => "BOOL",
        _ => throw new ArgumentOutOfRangeException(nameof(dtype), dtype, "no safetensors name for this dtype"),
    };
}
