using Elbo.Evaluation.Files;

namespace Elbo.Evaluation.Images;

/// <summary>Writes images as PNG: 8 bits a channel, grey or RGB.</summary>
public static class PngWriter
{
    internal static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>The image as the bytes of a PNG file.</summary>
    public static byte[] ToBytes(Raster image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return RasterCodec.ToPng(image);
    }

    /// <summary>Writes the image to a file, which appears whole or not at all.</summary>
    /// <exception cref="IOException">The file cannot be written; the message names it.</exception>
    public static void Save(Raster image, string path) => WholeFile.Write(path, stream => stream.Write(ToBytes(image)));
}
