using Elbo.Torch;

namespace Elbo.Data;

/// <summary>Turns the pixels of images into inputs as the options say, wherever the pixels are kept.</summary>
internal sealed class PixelInputs(DataOptions options)
{
    private readonly ulong statedNoise = new SeedStreams(options.BinarisationSeed).Seed("binarisation");

    /// <summary>What images are once the options say how their pixels become numbers.</summary>
    public static DatasetInfo Described(DatasetInfo info, DataOptions options) =>
        info with { Binarisation = options.Binarisation, GreyLevels = options.Binarisation switch { Binarisation.None => info.GreyLevels ?? 256, Binarisation.Dequantise => null, _ => 2 } };

    /// <summary>The stream of a batch's draws.</summary>
    /// <param name="noise">As in <see cref="IDataset.Draw"/>.</param>
    /// <param name="own">Whether validation images have files of their own. Images held out share the training images' files and hence
    /// their stream: holding some out changes no draw.</param>
    public ulong Stream(Split split, bool own, ulong? noise)
    {
        var part = split switch { Split.Test => 1UL, Split.Validation when own => 2UL, _ => 0UL };
        return CounterRandom.Mix(options.Binarisation == Binarisation.Fixed ? statedNoise : noise ?? statedNoise, part);
    }

    /// <summary>One image's inputs.</summary>
    /// <param name="row">Its number among the images of its stream.</param>
    public void Fill(ReadOnlySpan<byte> pixels, Span<float> x, ulong stream, int row)
    {
        switch (options.Binarisation)
        {
            case Binarisation.Threshold: PixelDraw.Threshold(pixels, x); break;
            case Binarisation.None: PixelDraw.Scale(pixels, x); break;
            case Binarisation.Dequantise: PixelDraw.Dequantise(pixels, x, CounterRandom.Mix(stream, (ulong)row)); break;
            default: PixelDraw.Bernoulli(pixels, x, CounterRandom.Mix(stream, (ulong)row)); break;
        }
    }
}
