namespace Elbo.Torch;

/// <summary>Element types Elbo works with; the numbers are libtorch's.</summary>
public enum DType : byte
{
    /// <summary>0 to 255.</summary>
    U8 = 0,
    /// <summary>64-bit whole numbers: labels, codes, indices.</summary>
    I64 = 4,
    /// <summary>32-bit floating point, what networks compute in.</summary>
    F32 = 6,
    /// <summary>64-bit floating point, for references and sums.</summary>
    F64 = 7,
    /// <summary>True or false, a byte each.</summary>
    Bool = 11,
    /// <summary>16 bits: the range of f32 with 8 bits of precision.</summary>
    BF16 = 15,
}

/// <summary>Size, name and managed counterpart of each <see cref="DType"/>.</summary>
public static class DTypes
{
    /// <summary>Bytes of one element.</summary>
    public static int Size(this DType dtype) => dtype switch
    {
        DType.U8 or DType.Bool => 1,
        DType.BF16 => 2,
        DType.F32 => 4,
        DType.F64 or DType.I64 => 8,
        _ => throw new TorchException($"element type {(int)dtype} of libtorch is not one Elbo works with"),
    };

    /// <summary>Short lower-case name: <c>f32</c>, <c>i64</c> …</summary>
    public static string Name(this DType dtype) => Enum.IsDefined(dtype) ? dtype.ToString().ToLowerInvariant() : $"dtype{(int)dtype}";

    /// <summary>Whether it has fractions and so can have a gradient: f32, f64 and bf16.</summary>
    public static bool IsFloating(this DType dtype) => dtype is DType.F32 or DType.F64 or DType.BF16;

    /// <summary>The type that stores <typeparamref name="T"/>: byte, long, float, double or bool.</summary>
    public static DType Of<T>() where T : unmanaged =>
        typeof(T) == typeof(float) ? DType.F32 :
        typeof(T) == typeof(double) ? DType.F64 :
        typeof(T) == typeof(long) ? DType.I64 :
        typeof(T) == typeof(byte) ? DType.U8 :
        typeof(T) == typeof(bool) ? DType.Bool :
        throw new TorchException($"{typeof(T).Name} is no tensor element type; use byte, long, float, double or bool");

    /// <exception cref="FormatException">Not a known name.</exception>
    public static DType Parse(string name) =>
        Enum.TryParse<DType>(name, true, out var dtype) && Enum.IsDefined(dtype) ? dtype
        : throw new FormatException($"unknown element type '{name}'; known: f32, f64, bf16, i64, u8, bool");
}
