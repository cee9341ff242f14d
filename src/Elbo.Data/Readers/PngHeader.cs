using System.Buffers.Binary;
using Elbo.Torch.IO;

namespace Elbo.Data;

/// <summary>What of a PNG's header the decoder does not tell: whether it is grey under its alpha, its depth, and so how many pixels its bytes can hold.</summary>
/// <remarks>ISO/IEC 15948 (PNG, third edition), section 11.2.1: the header is the first chunk and of fixed length.</remarks>
internal readonly record struct PngHeader(int Depth, int Colour)
{
    private const int Signature = 8, Start = Signature + 4, Body = Start + 4, DepthAt = Body + 8, ColourAt = Body + 9, Checksum = Body + 13;

    private const int Grey = 0, GreyWithAlpha = 4, ColourWithAlpha = 6;

    public bool IsGrey => Colour is Grey or GreyWithAlpha;

    public bool HasAlpha => Colour is GreyWithAlpha or ColourWithAlpha;

    /// <summary>Pixels that deflate can make of one byte at most.</summary>
    public double MostPixelsPerByte => PackedFile.MaxDeflateRatio * 8.0 / (Depth * Colour switch { 2 => 3, GreyWithAlpha => 2, ColourWithAlpha => 4, _ => 1 });

    public static PngHeader? Of(ReadOnlySpan<byte> bytes) => bytes.Length >= Checksum + 4 && bytes.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G'])
        ? new PngHeader(bytes[DepthAt], bytes[ColourAt]) : null;

    /// <summary>
    /// The same file with two samples of 8 bits for each of 16: grey becomes grey with alpha, that with alpha becomes colour with alpha. Bytes of a pixel, rows,
    /// filters and interlacing are the same, so that a decoder of 8 bits gives the upper and the lower byte of every sample. Null for other kinds and damaged headers.
    /// </summary>
    public byte[]? Halved(ReadOnlySpan<byte> bytes)
    {
        if (Depth != 16 || !IsGrey || BinaryPrimitives.ReadUInt32BigEndian(bytes[Checksum..]) != Crc32.Of(bytes[Start..Checksum])) return null;
        var halved = bytes.ToArray();
        (halved[DepthAt], halved[ColourAt]) = (8, Colour == Grey ? (byte)GreyWithAlpha : (byte)ColourWithAlpha);
        BinaryPrimitives.WriteUInt32BigEndian(halved.AsSpan(Checksum), Crc32.Of(halved.AsSpan(Start, Checksum - Start)));
        return halved;
    }
}
