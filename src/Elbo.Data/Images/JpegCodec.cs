namespace Elbo.Data;

/// <summary>JPEG files of images in memory, by libjpeg-turbo: what an image costs and loses there.</summary>
public static unsafe class JpegCodec
{
    /// <summary>Whether libjpeg-turbo is installed.</summary>
    public static bool IsHere => TurboJpeg.IsHere;

    /// <summary>The bytes of a baseline JPEG file; colours at half resolution.</summary>
    /// <param name="pixels">[H, W, C] with C 1 or 3.</param>
    /// <param name="quality">1 to 100.</param>
    /// <exception cref="DataException">libjpeg-turbo is not installed, or refuses.</exception>
    public static byte[] Encode(ReadOnlySpan<byte> pixels, int width, int height, int channels, int quality)
    {
        if (pixels.Length != (long)width * height * channels || channels is not (1 or 3)) throw new ArgumentException($"{pixels.Length} bytes are no image of {width} by {height} by {channels}", nameof(pixels));
        ArgumentOutOfRangeException.ThrowIfNotEqual(quality, Math.Clamp(quality, 1, 100));
        if (!IsHere) throw new DataException("writing JPEG takes libjpeg-turbo, which is not installed: sudo apt-get install libturbojpeg0");
        var (format, subsampling) = channels == 1 ? (TurboJpeg.PixelsGrey, TurboJpeg.SingleChannel) : (TurboJpeg.PixelsRgb, TurboJpeg.Halved);
        var bytes = new byte[checked((int)TurboJpeg.MostBytes(width, height, subsampling))];
        var handle = TurboJpeg.InitCompress();
        try
        {
            fixed (byte* source = pixels, target = bytes)
            {
                byte* place = target;
                var size = (nuint)bytes.Length;
                if (TurboJpeg.Compress(handle, source, width, 0, height, format, &place, &size, subsampling, quality, TurboJpeg.WriteFlags) != 0)
                    throw new DataException($"an image of {width} by {height} pixels cannot be a JPEG: {TurboJpeg.Error(handle)}");
                return bytes[..(int)size];
            }
        }
        finally
        {
            _ = TurboJpeg.Destroy(handle);
        }
    }

    /// <summary>The pixels [H, W, C] of a JPEG file.</summary>
    /// <exception cref="DataException">It is none, or libjpeg-turbo is not installed.</exception>
    public static byte[] Decode(ReadOnlySpan<byte> jpeg)
    {
        var image = JpegReader.Decode(jpeg, "jpeg");
        if (image.Channels == 1) return image.Pixels;
        var (plane, pixels) = (image.Width * image.Height, new byte[image.Pixels.Length]);
        for (var i = 0; i < plane; i++)
            for (var c = 0; c < 3; c++) pixels[(3 * i) + c] = image.Pixels[(c * plane) + i];
        return pixels;
    }
}
