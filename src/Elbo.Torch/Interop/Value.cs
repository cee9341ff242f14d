using System.Runtime.InteropServices;

namespace Elbo.Torch.Interop;

/// <summary>What a <see cref="Value"/> holds; the numbers are the shim's.</summary>
internal enum Tag
{
    None = 0, Tensor = 1, Int = 2, Double = 3, Bool = 4, Ints = 5, Doubles = 6, Tensors = 7, String = 8, Device = 9,
    OptionalTensors = 10, Generator = 11, Default = 12,
}

/// <summary>One argument or result of an operator: 16 bytes, a tag and its payload.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal unsafe struct Value
{
    [FieldOffset(0)] public Tag Tag;
    [FieldOffset(4)] public int Count;
    [FieldOffset(8)] public long Integer;
    [FieldOffset(8)] public double Real;
    [FieldOffset(8)] public void* Pointer;

    public static Value None => default;

    public static Value Default => new() { Tag = Tag.Default };

    public static Value Of(Tensor tensor) => new() { Tag = Tag.Tensor, Integer = tensor.Handle };

    public static Value OfOptional(Tensor? tensor) => tensor is null ? default : Of(tensor);

    public static Value Of(long value) => new() { Tag = Tag.Int, Integer = value };

    public static Value OfOptional(long? value) => value is { } v ? Of(v) : default;

    public static Value Of(double value) => new() { Tag = Tag.Double, Real = value };

    public static Value OfOptional(double? value) => value is { } v ? Of(v) : default;

    public static Value Of(bool value) => new() { Tag = Tag.Bool, Integer = value ? 1 : 0 };

    public static Value OfOptional(bool? value) => value is { } v ? Of(v) : default;

    public static Value Of(DType value) => new() { Tag = Tag.Int, Integer = (int)value };

    public static Value OfOptional(DType? value) => value is { } v ? Of(v) : default;

    public static Value Of(Device value) => new() { Tag = Tag.Device, Integer = ((long)value.Kind << 8) | (value.IsCpu ? 0xffL : (byte)value.Index) };

    public static Value OfOptional(Device? value) => value is { } v ? Of(v) : default;

    public static Value Of(Scalar value) => value.ToValue();

    public static Value OfOptional(Scalar? value) => value is { } v ? Of(v) : default;

    public static Value OfOptional(Generator? value) => value is null ? default : new() { Tag = Tag.Generator, Integer = value.Handle };

    public static Value Of(long* values, int count) => new() { Tag = Tag.Ints, Count = count, Pointer = values };

    public static Value Of(double* values, int count) => new() { Tag = Tag.Doubles, Count = count, Pointer = values };

    public static Value OfTensors(nint* handles, int count) => new() { Tag = Tag.Tensors, Count = count, Pointer = handles };

    public static Value OfOptionalTensors(nint* handles, int count) => new() { Tag = Tag.OptionalTensors, Count = count, Pointer = handles };

    public static Value Of(byte* utf8, int count) => new() { Tag = Tag.String, Count = count, Pointer = utf8 };
}

/// <summary>What the shim tells of a tensor in one call.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct TensorInfo
{
    public void* Data;
    public long* Sizes;
    public long* Strides;
    public long Count;
    public int Rank;
    public byte DType;
    public byte DeviceType;
    public sbyte DeviceIndex;
    public byte Flags;

    public readonly bool IsContiguous => (Flags & 1) != 0;

    public readonly bool RequiresGrad => (Flags & 2) != 0;

    public readonly bool IsLeaf => (Flags & 4) != 0;
}
