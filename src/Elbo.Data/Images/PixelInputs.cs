using System.Buffers.Binary;
using Elbo.Torch;

namespace Elbo.Data;

/// <summary>Turns the pixels of images into inputs as the options say, wherever the pixels are kept.</summary>
internal sealed class PixelInputs(DataOptions options)
{
    private readonly ulong statedNoise = new SeedStreams(options.BinarisationSeed).Seed("binarisation");

    /// <summary>What images are once the options say how their pixels become numbers.</summary>
    public static DatasetInfo Described(DatasetInfo info, DataOptions options) =>
        info with { Binarisation = options.Binarisation, GreyLevels = options.Binarisation switch { Binarisation.None => info.GreyLevels ?? 256, Binarisation.Dequantise => null, _ => 2 } };

    /// <summary>The draws of a batch.</summary>
    /// <param name="noise">As in <see cref="IDataset.Draw"/>.</param>
    /// <param name="own">Whether validation images have files of their own. Images held out share the training images' files and hence
    /// their stream: holding some out changes no draw.</param>
    public PixelStream Stream(Split split, bool own, ulong? noise)
    {
        if (options.Binarisation == Binarisation.Fixed || noise is null) return new(statedNoise, OfContent: true);
        var part = split switch { Split.Test => 1UL, Split.Validation when own => 2UL, _ => 0UL };
        return new(CounterRandom.Mix(noise.Value, part), OfContent: false);
    }

    /// <summary>One image's inputs.</summary>
    /// <param name="row">Its number among the images of its stream.</param>
    public void Fill(ReadOnlySpan<byte> pixels, Span<float> x, PixelStream stream, int row)
    {
        switch (options.Binarisation)
        {
            case Binarisation.Threshold: PixelDraw.Threshold(pixels, x); break;
            case Binarisation.None: PixelDraw.Scale(pixels, x); break;
            case Binarisation.Dequantise: PixelDraw.Dequantise(pixels, x, stream.Key(pixels, row)); break;
            default: PixelDraw.Bernoulli(pixels, x, stream.Key(pixels, row)); break;
        }
    }
}

/// <summary>Where the draws of images come from.</summary>
/// <param name="Noise">All of them follow from it.</param>
/// <param name="OfContent">Whether an image's are a function of its pixels, so that they are the same in every file, split and order; else of its place, so that equal images differ.</param>
internal readonly record struct PixelStream(ulong Noise, bool OfContent)
{
    /// <summary>The key of one image's draws.</summary>
    public ulong Key(ReadOnlySpan<byte> pixels, int row)
    {
        if (!OfContent) return CounterRandom.Mix(Noise, (ulong)row);
        var key = CounterRandom.Mix(Noise, (ulong)pixels.Length);
        for (; pixels.Length >= sizeof(ulong); pixels = pixels[sizeof(ulong)..]) key = CounterRandom.Mix(key, BinaryPrimitives.ReadUInt64LittleEndian(pixels));
        foreach (var pixel in pixels) key = CounterRandom.Mix(key, pixel);
        return key;
    }
}
