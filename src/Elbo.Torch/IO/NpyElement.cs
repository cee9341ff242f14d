using System.Buffers.Binary;
using System.Globalization;

namespace Elbo.Torch.IO;

/// <summary>The elements of an npy array: how a file holds them, and the tensor type that holds them all.</summary>
/// <param name="Kind">numpy's letter: f, i, u or b.</param>
/// <param name="Size">Bytes of an element in the file.</param>
/// <param name="BigEndian">Whether the first byte is the highest.</param>
/// <param name="DType">Of the tensor: whole numbers of more than a byte become I64, halves F32.</param>
internal readonly record struct NpyElement(char Kind, int Size, bool BigEndian, DType DType)
{
    /// <summary>What a file may hold, for a message.</summary>
    public const string Known = "f2 f4 f8 i1 i2 i4 i8 u1 u2 u4 u8 b1 in either byte order are read; others go by a.astype('float32')";

    /// <summary>Whether the bytes of the file are those of the tensor.</summary>
    public bool IsPlain => !(BigEndian && Size > 1) && Size == DType.Size() && (Kind, Size) != ('u', 8);

    /// <summary>Reads numpy's name, such as <c>&gt;f4</c>.</summary>
    public static bool TryParse(string descr, out NpyElement element)
    {
        element = default;
        var name = descr.AsSpan().TrimStart("<>|=");
        if (descr.Length - name.Length > 1) return false;
        DType? type = name switch
        {
            "f2" or "f4" => DType.F32,
            "f8" => DType.F64,
            "u1" => DType.U8,
            "i1" or "i2" or "i4" or "i8" or "u2" or "u4" or "u8" => DType.I64,
            "b1" => DType.Bool,
            _ => null,
        };
        if (type is not { } known) return false;
        element = new(name[0], name[1] - '0', descr[0] == '>', known);
        return true;
    }

    /// <summary>numpy's name of a tensor's elements; there is none for bfloat16.</summary>
    public static string NameOf(DType dtype) => dtype switch
    {
        DType.F32 => "<f4",
        DType.F64 => "<f8",
        DType.I64 => "<i8",
        DType.U8 => "|u1",
        DType.Bool => "|b1",
        _ => throw new ArgumentException($"npy has no {dtype}; convert to F32 first", nameof(dtype)),
    };

    /// <summary>Turns elements of the file into elements of the tensor.</summary>
    /// <param name="stored">Whole elements, in the file's order of bytes.</param>
    /// <param name="target">As many elements of <see cref="DType"/>.</param>
    /// <param name="file">Named in the error.</param>
    /// <exception cref="NpyException">An unsigned number is too large for a signed one.</exception>
    public void Convert(Span<byte> stored, Span<byte> target, string file)
    {
        if (BigEndian) for (var at = 0; at < stored.Length; at += Size) stored.Slice(at, Size).Reverse();
        for (int from = 0, to = 0; from < stored.Length; from += Size, to += DType.Size())
        {
            var own = stored.Slice(from, Size);
            if (DType == DType.F32) BinaryPrimitives.WriteSingleLittleEndian(target[to..], Size == 2 ? (float)BinaryPrimitives.ReadHalfLittleEndian(own) : BinaryPrimitives.ReadSingleLittleEndian(own));
            else if (DType == DType.I64) BinaryPrimitives.WriteInt64LittleEndian(target[to..], Whole(own, file));
            else own.CopyTo(target[to..]);
        }
    }

    private long Whole(ReadOnlySpan<byte> own, string file) => (Kind, Size) switch
    {
        ('i', 1) => (sbyte)own[0],
        ('i', 2) => BinaryPrimitives.ReadInt16LittleEndian(own),
        ('u', 2) => BinaryPrimitives.ReadUInt16LittleEndian(own),
        ('i', 4) => BinaryPrimitives.ReadInt32LittleEndian(own),
        ('u', 4) => BinaryPrimitives.ReadUInt32LittleEndian(own),
        ('i', _) => BinaryPrimitives.ReadInt64LittleEndian(own),
        _ => Signed(BinaryPrimitives.ReadUInt64LittleEndian(own), file),
    };

    private static long Signed(ulong value, string file) =>
        value <= long.MaxValue ? (long)value : throw new NpyException(NpyError.TooLarge, file, string.Create(CultureInfo.InvariantCulture, $"{value} is more than an int64 holds"));
}
