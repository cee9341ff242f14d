using System.Text;

namespace Elbo.Data;

/// <summary>Reads the parts of one array from a stream that may be compressed.</summary>
/// <param name="stream">Stands at the array's first part, or at its tag.</param>
/// <param name="mostBytes">The stream cannot have more.</param>
/// <param name="swapped">Whether numbers have the other byte order.</param>
/// <param name="path">Named in errors.</param>
internal sealed class MatElements(Stream stream, long mostBytes, bool swapped, string path)
{
    private const int MostNameBytes = 256;
    private const int MostDimensions = 8;

    /// <summary>Classes 6 to 15 of an array hold numbers.</summary>
    private const int FirstNumericClass = 6;
    private const int LastNumericClass = 15;
    private const int ComplexFlag = 0x08;

    /// <summary>Type and length of the next part, whose bytes follow in units of eight.</summary>
    public (MatType Type, uint Size) ReadTag()
    {
        var tag = Exactly(8);
        return ((MatType)MatReader.Read32(tag, swapped), MatReader.Read32(tag.AsSpan(4), swapped));
    }

    /// <summary>Adds the array to <paramref name="found"/> where its name is wanted.</summary>
    public void ReadArray(string[] names, Dictionary<string, MatArray> found)
    {
        var (type, flags) = ReadPart(8);
        if (type != MatType.UInt32 || flags.Length != 8) throw Damaged("an array without flags");
        var word = MatReader.Read32(flags, swapped);
        // Objects of some classes have parts of their own; they are never wanted.
        if ((word & 0xFF) is < FirstNumericClass or > LastNumericClass) return;

        (type, var dimensions) = ReadPart(4 * MostDimensions);
        if (type != MatType.Int32 || dimensions.Length < 8) throw Damaged("an array without dimensions");
        var shape = Enumerable.Range(0, dimensions.Length / 4).Select(i => (int)MatReader.Read32(dimensions.AsSpan(4 * i), swapped)).ToArray();
        (type, var nameBytes) = ReadPart(MostNameBytes);
        if (type is not (MatType.Int8 or MatType.UInt8)) throw Damaged("an array without a name");
        var name = Encoding.Latin1.GetString(nameBytes);
        if (!names.Contains(name)) return;
        if ((word >> 8 & ComplexFlag) != 0) throw new DataException($"{path}: '{name}' is complex");

        long count = 1;
        foreach (var d in shape)
        {
            if (d < 0) throw Damaged($"'{name}' has a negative dimension");
            count *= d;
            if (count > mostBytes) throw new DataException($"{path}: cut: '{name}' of [{string.Join(", ", shape)}] is larger than the file can hold");
        }

        (type, var data) = ReadPart(Math.Min(mostBytes, 8 * count));
        if (MatArray.Size(type) is 0) throw Damaged($"'{name}' has elements of an unknown type");
        if (data.Length != count * MatArray.Size(type)) throw Damaged($"'{name}' has {data.Length} bytes of data for [{string.Join(", ", shape)}]");
        // At the end of the data the decompressor compares its check sum.
        if (stream.ReadByte() >= 0) throw Damaged($"'{name}' is followed by other data");
        if (swapped) Swap(data, MatArray.Size(type));
        if (!found.TryAdd(name, new MatArray(shape, type, data))) throw Damaged($"'{name}' occurs twice");
    }

    private (MatType Type, byte[] Bytes) ReadPart(long most)
    {
        var tag = Exactly(8);
        var first = MatReader.Read32(tag, swapped);
        // Up to four bytes may stand in the tag itself, with their number in its upper half.
        if (first >> 16 is > 0 and var small)
            return small <= 4 ? ((MatType)(first & 0xFFFF), tag[4..(4 + (int)small)]) : throw Damaged("a short part of more than 4 bytes");
        var size = MatReader.Read32(tag.AsSpan(4), swapped);
        if (size > most || size > int.MaxValue - 8) throw Damaged($"a part of {size} bytes where at most {most} are possible");
        var bytes = Exactly((int)size);
        if (size % 8 != 0) Exactly(8 - (int)(size % 8));
        return ((MatType)first, bytes);
    }

    private byte[] Exactly(int count)
    {
        var bytes = new byte[count];
        return stream.ReadAtLeast(bytes, count, throwOnEndOfStream: false) == count ? bytes : throw new DataException($"{path}: cut: an array ends early");
    }

    private static void Swap(byte[] data, int size)
    {
        if (size == 1) return;
        for (var at = 0; at < data.Length; at += size) data.AsSpan(at, size).Reverse();
    }

    private DataException Damaged(string what) => new($"{path}: damaged: {what}");
}
