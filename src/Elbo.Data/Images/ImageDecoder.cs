using System.Buffers;
using SkiaSharp;

namespace Elbo.Data;

/// <summary>
/// Decodes PNG, JPEG, WebP, BMP and GIF (its first frame) by SkiaSharp to 8 bits, turned as the file's EXIF orientation says. Values are those of the file: colour
/// profiles are left out, 16 bits are rounded to the nearest of 8. Pixels that are not opaque are laid on a background.
/// </summary>
internal static unsafe class ImageDecoder
{
    /// <summary>A block of 64 samples of a JPEG takes a bit at least; with colours at half resolution 16 by 16 pixels are six blocks, or 341 pixels in a byte.</summary>
    private const double MostJpegPixelsPerByte = 512;

    /// <summary>Of GIF: a code of 9 to 12 bits stands for no more than the 4,096 pixels of the longest string.</summary>
    private const double MostGifPixelsPerByte = 4096;

    /// <summary>Width, height and channels, from the file's beginning.</summary>
    /// <exception cref="DataException">The bytes do not begin an image of these kinds.</exception>
    public static ImageHeader ReadHeader(ReadOnlySpan<byte> bytes, string file)
    {
        fixed (byte* start = bytes)
        {
            using var data = SKData.Create((nint)start, bytes.Length);
            using var codec = Open(data, file);
            return Header(codec, PngHeader.Of(bytes));
        }
    }

    /// <exception cref="DataException">The bytes are no whole image of these kinds.</exception>
    public static DecodedImage Decode(ReadOnlySpan<byte> bytes, string file, ImageBackground background)
    {
        var png = PngHeader.Of(bytes);
        var halved = png?.Halved(bytes);
        fixed (byte* start = halved is null ? bytes : halved)
        {
            using var data = SKData.Create((nint)start, bytes.Length);
            using var codec = Open(data, file);
            var (width, height) = (codec.Info.Width, codec.Info.Height);
            if ((long)width * height > bytes.Length * MostPixelsPerByte(codec, png)) throw new DataException($"{file}: cut: an image of {width} by {height} pixels in {bytes.Length} bytes");
            var layout = halved is not null ? png!.Value.HasAlpha ? SampleLayout.DeepGreyWithAlpha : SampleLayout.DeepGrey
                : codec.Info.ColorType == SKColorType.Gray8 ? SampleLayout.Grey
                : png is { Depth: 16 } ? SampleLayout.DeepColour
                : SampleLayout.Colour;
            var info = new SKImageInfo(width, height, TypeOf(layout), layout == SampleLayout.Grey ? SKAlphaType.Opaque : SKAlphaType.Unpremul);
            var samples = ArrayPool<byte>.Shared.Rent(info.BytesSize);
            try
            {
                fixed (byte* target = samples)
                {
                    // What is left out of a cut file would be grey or black.
                    if (codec.GetPixels(info, (nint)target) is not SKCodecResult.Success and var result)
                        throw new DataException($"{file}: {(result == SKCodecResult.IncompleteInput ? "cut: its pixels end early" : $"damaged: {result}")}");
                }

                return new ImageSamples(samples, layout, width, height).ToImage(Header(codec, png).Channels, codec.EncodedOrigin, background);
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(samples);
            }
        }
    }

    private static SKColorType TypeOf(SampleLayout layout) =>
        layout switch { SampleLayout.Grey => SKColorType.Gray8, SampleLayout.DeepColour => SKColorType.RgbaF16, _ => SKColorType.Rgba8888 };

    private static double MostPixelsPerByte(SKCodec codec, PngHeader? png) => codec.EncodedFormat switch
    {
        SKEncodedImageFormat.Jpeg => MostJpegPixelsPerByte,
        SKEncodedImageFormat.Gif => MostGifPixelsPerByte,
        _ => png?.MostPixelsPerByte ?? double.PositiveInfinity,
    };

    private static SKCodec Open(SKData data, string file)
    {
        var codec = SKCodec.Create(data);
        if (codec?.EncodedFormat is not (SKEncodedImageFormat.Png or SKEncodedImageFormat.Jpeg or SKEncodedImageFormat.Webp or SKEncodedImageFormat.Bmp or SKEncodedImageFormat.Gif))
        {
            codec?.Dispose();
            throw new DataException($"{file}: not an image of a kind that is read, or its header is damaged; {ImageFile.Kinds} are read");
        }

        var (width, height) = (codec.Info.Width, codec.Info.Height);
        if (width > 0 && height > 0 && (long)width * height <= DecodedImage.MostPixels) return codec;
        codec.Dispose();
        throw new DataException($"{file}: an image of {width} by {height} pixels; 1 to {DecodedImage.MostPixels} in all are read");
    }

    private static ImageHeader Header(SKCodec codec, PngHeader? png)
    {
        var channels = codec.Info.ColorType == SKColorType.Gray8 || png is { IsGrey: true } ? 1 : 3;
        var (width, height) = (codec.Info.Width, codec.Info.Height);
        var isTurned = codec.EncodedOrigin >= SKEncodedOrigin.LeftTop;
        return new ImageHeader(isTurned ? height : width, isTurned ? width : height, channels, png?.Depth == 16 ? 16 : 8);
    }
}
