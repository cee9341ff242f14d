namespace Elbo.Data;

/// <summary>Decodes JPEG images, baseline and progressive, by libjpeg-turbo. A file of one channel gives a grey image; profiles and the
/// orientation that cameras note are left out; damage that other programs would paint over is an error.</summary>
/// <remarks>ITU-T T.81.</remarks>
internal static unsafe class JpegReader
{
    private const int GreyColours = 2;
    private const int LastThreeChannelColours = 2;

    /// <summary>A block of 64 samples takes a bit at least; with colours at half resolution 16 by 16 pixels are six blocks, or 341 pixels in
    /// a byte.</summary>
    private const int MostPixelsPerByte = 512;

    public static bool IsJpeg(ReadOnlySpan<byte> bytes) => bytes is [0xFF, 0xD8, 0xFF, ..];

    /// <summary>Width, height and channels, from the file's beginning.</summary>
    /// <exception cref="DataException">libjpeg-turbo is not installed, or the bytes are no JPEG that it reads.</exception>
    public static (int Width, int Height, int Channels) ReadHeader(ReadOnlySpan<byte> bytes, string file) => With(file, bytes, static (handle, data, length, file) => Header(handle, data, length, file));

    /// <inheritdoc cref="ReadHeader" path="/exception"/>
    public static DecodedImage Decode(ReadOnlySpan<byte> bytes, string file) => With(file, bytes, static (handle, data, length, file) =>
    {
        var (width, height, channels) = Header(handle, data, length, file);
        if ((long)width * height > (long)length * MostPixelsPerByte) throw new DataException($"{file}: cut: a JPEG of {width} by {height} pixels in {length} bytes");
        var plane = width * height;
        var packed = new byte[plane * channels];
        fixed (byte* target = packed)
        {
            // A warning, for instance of a cut file whose rest would be grey, is an error too.
            if (TurboJpeg.Decompress(handle, data, length, target, width, 0, height, channels == 1 ? TurboJpeg.PixelsGrey : TurboJpeg.PixelsRgb, TurboJpeg.Flags) != 0)
                throw new DataException($"{file}: damaged: {TurboJpeg.Error(handle)}");
        }

        if (channels == 1) return new DecodedImage(width, height, 1, packed);
        var pixels = new byte[packed.Length];
        for (var i = 0; i < plane; i++) (pixels[i], pixels[plane + i], pixels[(2 * plane) + i]) = (packed[3 * i], packed[(3 * i) + 1], packed[(3 * i) + 2]);
        return new DecodedImage(width, height, 3, pixels);
    });

    private delegate T Work<out T>(nint handle, byte* data, nuint length, string file);

    private static (int Width, int Height, int Channels) Header(nint handle, byte* data, nuint length, string file)
    {
        if (TurboJpeg.DecompressHeader(handle, data, length, out var width, out var height, out _, out var colours) != 0)
            throw new DataException($"{file}: not a JPEG that can be read: {TurboJpeg.Error(handle)}");
        if (width <= 0 || height <= 0 || (long)width * height > DecodedImage.MostPixels)
            throw new DataException($"{file}: a JPEG of {width} by {height} pixels; 1 to {DecodedImage.MostPixels} in all are read");
        if (colours > LastThreeChannelColours) throw new DataException($"{file}: a JPEG of four colours (CMYK), which are not read");
        return (width, height, colours == GreyColours ? 1 : 3);
    }

    private static T With<T>(string file, ReadOnlySpan<byte> bytes, Work<T> work)
    {
        if (!TurboJpeg.IsHere) throw new DataException($"{file}: reading JPEG takes libjpeg-turbo, which is not installed: sudo apt-get install libturbojpeg0");
        var handle = TurboJpeg.InitDecompress();
        try
        {
            fixed (byte* data = bytes) return work(handle, data, (nuint)bytes.Length, file);
        }
        finally
        {
            _ = TurboJpeg.Destroy(handle);
        }
    }
}
