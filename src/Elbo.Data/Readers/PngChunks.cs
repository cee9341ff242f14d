using System.Buffers.Binary;
using System.Text;
using Elbo.Torch.IO;

namespace Elbo.Data;

/// <summary>The chunks of a PNG that matter: header, palette, and the compressed rows put together.</summary>
/// <remarks>Format: ISO/IEC 15948 (PNG, third edition), section 5.</remarks>
internal sealed class PngChunks
{
    private const int TagBytes = 8;
    private const int CrcBytes = 4;

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    public required PngHeader Header { get; init; }

    /// <summary>Red, green, blue of each entry; empty where there is none.</summary>
    public required byte[] Palette { get; init; }

    public required byte[] Data { get; init; }

    public static bool IsPng(ReadOnlySpan<byte> bytes) => bytes.StartsWith(Signature);

    public static PngChunks Read(ReadOnlySpan<byte> bytes, string file)
    {
        if (!IsPng(bytes)) throw new DataException($"{file}: not a PNG");
        PngHeader? header = null;
        byte[] palette = [];
        // The parts together cannot be longer than the file.
        var data = new byte[bytes.Length];
        var dataLength = 0;
        for (var at = Signature.Length; ;)
        {
            if (bytes.Length - at < TagBytes + CrcBytes) throw new DataException($"{file}: cut: the PNG ends before its end chunk");
            var length = BinaryPrimitives.ReadUInt32BigEndian(bytes[at..]);
            if (length > bytes.Length - at - TagBytes - CrcBytes) throw new DataException($"{file}: cut: a chunk of {length} bytes is longer than the rest of the file");
            var typed = bytes.Slice(at + 4, 4 + (int)length);
            var body = typed[4..];
            var type = Encoding.ASCII.GetString(typed[..4]);
            at += TagBytes + (int)length;
            if (BinaryPrimitives.ReadUInt32BigEndian(bytes[at..]) != Crc32.Of(typed)) throw new DataException($"{file}: damaged: the check sum of a PNG chunk is wrong");
            at += CrcBytes;
            if (header is null != (type == "IHDR")) throw new DataException($"{file}: a PNG's header must be its first chunk and occur once");
            switch (type)
            {
                case "IHDR": header = PngHeader.Read(body, file); break;
                case "PLTE": palette = body.Length % 3 == 0 && body.Length <= 768 ? body.ToArray() : throw new DataException($"{file}: a palette of {body.Length} bytes"); break;
                case "IDAT":
                    body.CopyTo(data.AsSpan(dataLength));
                    dataLength += body.Length;
                    break;
                case "IEND": return new PngChunks { Header = header!.Value, Palette = palette, Data = data[..dataLength] };
                // A lower-case first letter marks chunks that a reader may leave out.
                case [>= 'a' and <= 'z', ..]: break;
                default: throw new DataException($"{file}: a PNG chunk of an unknown kind that cannot be left out");
            }
        }
    }
}
