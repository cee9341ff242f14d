using System.Buffers.Binary;
using System.Text;

namespace Elbo.Torch.IO;

/// <summary>The checked header of an npy array.</summary>
/// <param name="Element">Of the array.</param>
/// <param name="Fortran">Whether the data is stored column by column.</param>
/// <param name="Shape">Dimensions of the array.</param>
/// <param name="DataStart">Position of the first element, in bytes.</param>
/// <param name="DataLength">Length of the data, in bytes.</param>
internal sealed record NpyHeader(NpyElement Element, bool Fortran, long[] Shape, int DataStart, long DataLength)
{
    /// <summary>No array that we can hold needs a longer header: 64 dimensions of 20 digits.</summary>
    private const int MaxBytes = 1 << 16;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Reads the header from the front of a stream.</summary>
    /// <exception cref="NpyException">It is not a header of a supported array.</exception>
    public static NpyHeader Read(Stream stream, string file)
    {
        Span<byte> prefix = stackalloc byte[12];
        if (stream.ReadAtLeast(prefix[..8], 8, throwOnEndOfStream: false) < 8 || !prefix[..6].SequenceEqual(Magic))
            throw new NpyException(NpyError.BadMagic, file, "not an npy array (it does not begin with \\x93NUMPY)");
        var lengthBytes = prefix[6] switch
        {
            1 => 2,
            2 => 4,
            var major => throw new NpyException(NpyError.UnsupportedVersion, file, $"npy version {major}.{prefix[7]}; 1.0 and 2.0 are supported"),
        };
        if (prefix[7] != 0) throw new NpyException(NpyError.UnsupportedVersion, file, $"npy version {prefix[6]}.{prefix[7]}; 1.0 and 2.0 are supported");
        var lengthField = prefix.Slice(8, lengthBytes);
        if (stream.ReadAtLeast(lengthField, lengthBytes, throwOnEndOfStream: false) < lengthBytes) throw Bad(file, "the file ends in its header");
        var length = lengthBytes == 2 ? BinaryPrimitives.ReadUInt16LittleEndian(lengthField) : BinaryPrimitives.ReadUInt32LittleEndian(lengthField);
        if (length > MaxBytes) throw Bad(file, $"header of {length} bytes, at most {MaxBytes} are read");
        var text = new byte[length];
        if (stream.ReadAtLeast(text, text.Length, throwOnEndOfStream: false) < text.Length) throw Bad(file, "the file ends in its header");
        return Parse(Encoding.Latin1.GetString(text), 8 + lengthBytes + text.Length, file);
    }

    /// <summary>The header as numpy writes it, version 1.0, padded so that the data begins at a multiple of 64.</summary>
    public static byte[] Write(DType dtype, ReadOnlySpan<long> shape)
    {
        var dimensions = shape.Length == 1 ? $"{shape[0]}," : string.Join(", ", shape.ToArray());
        var text = $"{{'descr': '{NpyElement.NameOf(dtype)}', 'fortran_order': False, 'shape': ({dimensions}), }}";
        var total = (10 + text.Length + 1 + 63) / 64 * 64;
        var bytes = new byte[total];
        Magic.CopyTo(bytes);
        bytes[6] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), (ushort)(total - 10));
        bytes.AsSpan(10).Fill((byte)' ');
        Encoding.ASCII.GetBytes(text, bytes.AsSpan(10));
        bytes[^1] = (byte)'\n';
        return bytes;
    }

    private static NpyHeader Parse(string text, int dataStart, string file)
    {
        var fields = new NpyDictionary(text);
        if (!fields.TryParse(out var descr, out var fortran, out var shape))
            throw Bad(file, $"header is not {{'descr': …, 'fortran_order': …, 'shape': …}} with a simple type: {SafetensorsException.Shown(text.Trim())}");
        if (!NpyElement.TryParse(descr, out var element))
            throw new NpyException(NpyError.UnsupportedDType, file, $"element type '{SafetensorsException.Shown(descr)}' is not supported ({NpyElement.Known})");
        // What is widened must fit as a tensor too.
        if (!FileShape.TryByteLength(shape, element.Size, out var bytes) || !FileShape.TryByteLength(shape, element.DType.Size(), out _))
            throw new NpyException(NpyError.BadShape, file, $"shape {FileShape.Format(shape)} is negative or too large");
        return new NpyHeader(element, fortran, shape, dataStart, bytes);
    }

    private static NpyException Bad(string file, string reason) => new(NpyError.BadHeader, file, reason);
}
