using System.Runtime.InteropServices;
using SkiaSharp;

namespace Elbo.Evaluation.Images;

/// <summary>Rasters as the bytes of image files and back, by SkiaSharp.</summary>
internal static unsafe class RasterCodec
{
    /// <summary>The smallest that all filters and the strongest compression give.</summary>
    private static readonly SKPngEncoderOptions smallest = new(SKPngEncoderFilterFlags.AllFilters, 9);

    public static byte[] ToPng(Raster image) => Encode(image, static pixels => pixels.Encode(smallest));

    /// <summary>Baseline JPEG; colours at half resolution.</summary>
    /// <param name="quality">1 to 100.</param>
    public static byte[] ToJpeg(Raster image, int quality)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(quality, Math.Clamp(quality, 1, 100));
        return Encode(image, pixels => pixels.Encode(new SKJpegEncoderOptions(quality, SKJpegEncoderDownsample.Downsample420, SKJpegEncoderAlphaOption.Ignore)));
    }

    /// <summary>WebP that keeps every pixel, the smallest there is.</summary>
    public static byte[] ToWebP(Raster image) => Encode(image, static pixels => pixels.Encode(new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossless, 100)));

    /// <summary>An image of such a file, grey or in colour as it was written.</summary>
    public static Raster Read(ReadOnlySpan<byte> file)
    {
        fixed (byte* start = file)
        {
            using var data = SKData.Create((nint)start, file.Length);
            using var codec = SKCodec.Create(data) ?? throw new InvalidDataException("no image");
            var image = new Raster(codec.Info.Width, codec.Info.Height, codec.Info.ColorType == SKColorType.Gray8 ? 1 : 3);
            var info = Info(image);
            var samples = image.Channels == 1 ? image.Pixels : new byte[info.BytesSize];
            fixed (byte* target = samples)
                if (codec.GetPixels(info, (nint)target) is not SKCodecResult.Success and var result) throw new InvalidDataException($"{result}");
            for (var i = 0; image.Channels == 3 && i < image.Width * image.Height; i++) samples.AsSpan(4 * i, 3).CopyTo(image.Pixels.AsSpan(3 * i));
            return image;
        }
    }

    private static byte[] Encode(Raster image, Func<SKPixmap, SKData?> encode)
    {
        var samples = image.Channels == 1 ? image.Pixels : Padded(image.Pixels);
        fixed (byte* start = samples)
        {
            using var pixels = new SKPixmap(Info(image), (nint)start);
            using var data = encode(pixels) ?? throw new IOException($"an image of {image.Width} by {image.Height} pixels cannot be written");
            return data.ToArray();
        }
    }

    private static SKImageInfo Info(Raster image) => new(image.Width, image.Height, image.Channels == 1 ? SKColorType.Gray8 : SKColorType.Rgba8888, SKAlphaType.Opaque);

    private static byte[] Padded(byte[] pixels)
    {
        var padded = new byte[checked(pixels.Length / 3 * 4)];
        MemoryMarshal.Cast<byte, uint>(padded.AsSpan()).Fill(uint.MaxValue);
        for (var i = 0; i < pixels.Length / 3; i++) pixels.AsSpan(3 * i, 3).CopyTo(padded.AsSpan(4 * i));
        return padded;
    }
}
