using System.Buffers.Binary;

namespace Elbo.Data;

/// <summary>A numeric array of a MATLAB file.</summary>
/// <param name="Shape">Its dimensions; elements are in column-major order.</param>
/// <param name="Type">How the elements are stored.</param>
/// <param name="Bytes">The elements, little-endian.</param>
internal sealed record MatArray(int[] Shape, MatType Type, byte[] Bytes)
{
    public int Count => Bytes.Length / Size(Type);

    /// <summary>Bytes of one element; 0 for a type that holds no numbers.</summary>
    public static int Size(MatType type) => type switch
    {
        MatType.Int8 or MatType.UInt8 => 1,
        MatType.Int16 or MatType.UInt16 => 2,
        MatType.Int32 or MatType.UInt32 or MatType.Single => 4,
        MatType.Double or MatType.Int64 or MatType.UInt64 => 8,
        _ => 0,
    };

    public double At(int index) => Type switch
    {
        MatType.Int8 => (sbyte)Bytes[index],
        MatType.UInt8 => Bytes[index],
        MatType.Int16 => BinaryPrimitives.ReadInt16LittleEndian(Bytes.AsSpan(index * 2)),
        MatType.UInt16 => BinaryPrimitives.ReadUInt16LittleEndian(Bytes.AsSpan(index * 2)),
        MatType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(Bytes.AsSpan(index * 4)),
        MatType.UInt32 => BinaryPrimitives.ReadUInt32LittleEndian(Bytes.AsSpan(index * 4)),
        MatType.Single => BinaryPrimitives.ReadSingleLittleEndian(Bytes.AsSpan(index * 4)),
        MatType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(Bytes.AsSpan(index * 8)),
        MatType.UInt64 => BinaryPrimitives.ReadUInt64LittleEndian(Bytes.AsSpan(index * 8)),
        _ => BinaryPrimitives.ReadDoubleLittleEndian(Bytes.AsSpan(index * 8)),
    };

    /// <summary>The elements times <paramref name="scale"/>, rounded, which must be 0 … 255.</summary>
    /// <exception cref="DataException">One is not; the message begins with <paramref name="what"/>.</exception>
    public byte[] ToBytes(string what, double scale = 1)
    {
        if (Type == MatType.UInt8 && scale == 1) return Bytes;
        var bytes = new byte[Count];
        for (var i = 0; i < bytes.Length; i++)
        {
            var value = Math.Round(At(i) * scale, MidpointRounding.AwayFromZero);
            bytes[i] = value is >= 0 and <= 255 ? (byte)value : throw new DataException($"{what}: the value {At(i)} is outside 0 … {255 / scale}");
        }

        return bytes;
    }
}
