using Elbo.Models.Configuration;
using Elbo.Models.Likelihoods;
using Elbo.Torch.Nn;

namespace Elbo.Models.Networks;

/// <summary>Whose network makes a grid of vectors of an image, and an image of a grid.</summary>
public enum GridVariant
{
    /// <summary>van den Oord et al. 2017 (arXiv 1711.00937), §4.1: convolutions of stride 2, then residual blocks, all of one width.</summary>
    Paper,

    /// <summary>The authors' published library: half the width after the first halving, a 3×3 convolution before narrow residual blocks.</summary>
    Reference,
}

/// <summary>What the spread of a Gaussian or logistic p(x | z) hangs on.</summary>
public enum SpreadKind
{
    /// <summary>Each pixel and channel has its own, a function of z.</summary>
    Pixel,

    /// <summary>Each channel has one learned number for all pixels and all z.</summary>
    Channel,
}

/// <summary>The networks of models whose code is a grid over an image.</summary>
public sealed record GridNetworkConfig : IConfig
{
    /// <inheritdoc cref="GridVariant"/>
    public GridVariant Variant { get; init; } = GridVariant.Paper;

    /// <summary>Channels of the feature maps: 256 in the paper, 128 in the reference library.</summary>
    public int Width { get; init; } = 256;

    /// <summary>Channels inside a residual block; 0 for the variant's own, which is <see cref="Width"/> in the paper and 32 in the reference library.</summary>
    public int ResidualWidth { get; init; }

    /// <summary>Residual blocks on either side.</summary>
    public int ResidualBlocks { get; init; } = 2;

    /// <summary>How often the image is halved on the way to the grid.</summary>
    public int Halvings { get; init; } = 2;

    /// <summary>What the spread of p(x | z) hangs on, where it has one.</summary>
    [EffectiveUnder("../likelihood", LikelihoodKind.Gaussian, LikelihoodKind.DiscretisedLogistic, LikelihoodKind.ColourLogistic)]
    public SpreadKind Spread { get; init; } = SpreadKind.Pixel;

    /// <summary>The channels inside a residual block, resolved.</summary>
    internal int Inner => ResidualWidth > 0 ? ResidualWidth : Variant == GridVariant.Paper ? Width : 32;

    /// <summary>Weights of what reads rectified features, He et al. 2015.</summary>
    internal static Initialiser AfterRelu { get; } = Initialisers.KaimingUniform();

    /// <inheritdoc/>
    public IEnumerable<string> Problems()
    {
        if (Width is < 1 or > 65536) yield return $"width must be 1 to 65536, is {Width}";
        if (Variant == GridVariant.Reference && Width == 1) yield return "width must be at least 2 in the reference variant, which halves it, is 1";
        if (ResidualWidth is < 0 or > 65536) yield return $"residualWidth must be 0 to 65536, is {ResidualWidth}";
        if (ResidualBlocks is < 0 or > 256) yield return $"residualBlocks must be 0 to 256, is {ResidualBlocks}";
        if (Halvings is < 1 or > 12) yield return $"halvings must be 1 to 12, is {Halvings}";
    }

    /// <summary>Channels of the feature map of half the image's size.</summary>
    internal int Outermost => Variant == GridVariant.Reference && Halvings > 1 ? Width / 2 : Width;

    /// <summary>The halvings of an image, from it inwards; the last leads to the grid.</summary>
    /// <param name="shape">[C, H, W].</param>
    /// <exception cref="ConfigException">The configuration is wrong, or the data has no such shape, or becomes too small.</exception>
    internal ResolutionStep[] Ladder(IReadOnlyList<int> shape)
    {
        if (Problems().FirstOrDefault() is { } problem) throw new ConfigException($"model.network.{problem}");
        if (shape.Count != 3) throw new ConfigException($"model.network needs images of shape [channels, height, width], the data's is [{string.Join(", ", shape)}]");
        var side = Math.Min(shape[1], shape[2]);
        if (side >> Halvings < 1)
            throw new ConfigException($"model.network.halvings must be at most {(int)Math.Log2(side)} for {shape[1]} × {shape[2]} images, is {Halvings}");
        return ResolutionStep.Ladder(shape, Halvings);
    }
}
