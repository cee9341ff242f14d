namespace Elbo.Torch;

/// <summary>Element types Elbo works with; the numbers are libtorch's.</summary>
public enum DType : byte
{
    U8 = 0,
    I64 = 4,
    F32 = 6,
    F64 = 7,
    Bool = 11,
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
