using System.Runtime.InteropServices;
using SkiaSharp;

namespace Elbo.Data;

/// <summary>The samples that a decoder gave, on their way to planes of 8 bits; alpha is not multiplied in.</summary>
/// <param name="bytes">[H, W, …] of the layout, and whatever stands behind.</param>
internal readonly ref struct ImageSamples(ReadOnlySpan<byte> bytes, SampleLayout layout, int width, int height)
{
    private const int Alpha = 3;

    private readonly ReadOnlySpan<byte> bytes = bytes;

    /// <summary>The largest sample.</summary>
    private int Most => layout <= SampleLayout.Colour ? byte.MaxValue : ushort.MaxValue;

    /// <summary>Turned upright and laid on the background.</summary>
    public DecodedImage ToImage(int channels, SKEncodedOrigin origin, ImageBackground background)
    {
        var (first, right, down) = Steps(origin);
        var plane = width * height;
        var pixels = new byte[channels * plane];
        var ground = background == ImageBackground.White ? Most : 0;
        var wasTransparent = false;
        var isColour = layout == SampleLayout.Colour;
        for (var y = 0; y < height; y++)
        {
            var target = first + (y * down);
            for (var i = y * width; i < (y + 1) * width; i++, target += right)
            {
                if (layout == SampleLayout.Grey)
                {
                    pixels[target] = bytes[i];
                    continue;
                }

                // What nearly all are.
                if (isColour && bytes[(4 * i) + Alpha] == byte.MaxValue)
                {
                    for (var c = 0; c < channels; c++) pixels[(c * plane) + target] = bytes[(4 * i) + c];
                    continue;
                }

                var alpha = Sample(i, Alpha);
                wasTransparent |= alpha != Most;
                for (var c = 0; c < channels; c++) pixels[(c * plane) + target] = On(Sample(i, c), alpha, ground);
            }
        }

        var isTurned = origin >= SKEncodedOrigin.LeftTop;
        return new DecodedImage(isTurned ? height : width, isTurned ? width : height, channels, pixels, wasTransparent);
    }

    /// <summary>A sample over the background, to the nearest of 8 bits.</summary>
    private byte On(int sample, int alpha, int ground)
    {
        var square = (long)Most * Most;
        return (byte)(((((long)sample * alpha) + ((long)ground * (Most - alpha))) * byte.MaxValue + (square / 2)) / square);
    }

    private int Sample(int pixel, int channel) => layout switch
    {
        SampleLayout.Colour => bytes[(4 * pixel) + channel],
        SampleLayout.DeepColour => (int)MathF.Round(Most * (float)MemoryMarshal.Cast<byte, Half>(bytes)[(4 * pixel) + channel]),
        SampleLayout.DeepGrey => channel == Alpha ? Most : (bytes[4 * pixel] << 8) | bytes[(4 * pixel) + 3],
        SampleLayout.DeepGreyWithAlpha => Pair((4 * pixel) + (channel == Alpha ? 2 : 0)),
        _ => bytes[pixel],
    };

    private int Pair(int at) => (bytes[at] << 8) | bytes[at + 1];

    /// <summary>Where the first stored pixel belongs in the upright plane, and how far from it the next of its row and of its column are.</summary>
    private (int First, int Right, int Down) Steps(SKEncodedOrigin origin) => origin switch
    {
        SKEncodedOrigin.TopRight => (width - 1, -1, width),
        SKEncodedOrigin.BottomRight => ((width * height) - 1, -1, -width),
        SKEncodedOrigin.BottomLeft => ((height - 1) * width, 1, -width),
        SKEncodedOrigin.LeftTop => (0, height, 1),
        SKEncodedOrigin.RightTop => (height - 1, height, -1),
        SKEncodedOrigin.RightBottom => ((width * height) - 1, -height, -1),
        SKEncodedOrigin.LeftBottom => ((width - 1) * height, -height, 1),
        _ => (0, 1, width),
    };
}
