namespace Elbo.Torch.Nn;

/// <summary>
/// A <see cref="MaskedConv2d"/> of kernel 3 whose weight is w = g·v/‖v‖, with the norm of what the mask leaves of v; see <see cref="WeightNormLayer"/>. Autoregressive over rows, columns
/// and colours (Kingma et al. 2016, arXiv 1606.04934, appendix A). Buffer <c>mask</c>.
/// </summary>
public sealed class WeightNormMaskedConv2d : WeightNormConvolution
{
    private const int Kernel = 3;

    /// <param name="type">A does not see the element itself, B does.</param>
    /// <param name="inChannels">A multiple of <paramref name="colours"/>, colour by colour.</param>
    /// <param name="outChannels">A multiple of <paramref name="colours"/>, colour by colour.</param>
    /// <param name="colours">Channels of one place, one after the other.</param>
    /// <param name="reversed">Whether the order is the other way round, last row, column and colour first.</param>
    /// <param name="generator">Draws the start.</param>
    /// <param name="weightInit">Start of v; left out: U(±1/√fan in), masked elements counted.</param>
    /// <param name="logarithmic">Whether log g is learned in place of g.</param>
    public WeightNormMaskedConv2d(CausalMask type, long inChannels, long outChannels, int colours, bool reversed, Generator generator, Initialiser? weightInit = null, DType dtype = DType.F32,
        bool logarithmic = false)
        : this(RasterMasks.Geometry(2, inChannels, outChannels, Kernel, default, colours), type, colours, reversed, generator, weightInit, dtype, logarithmic)
    {
    }

    private WeightNormMaskedConv2d(ConvolutionGeometry geometry, CausalMask type, int colours, bool reversed, Generator generator, Initialiser? weightInit, DType dtype, bool logarithmic)
        : base(geometry, generator, weightInit, dtype, () => RasterMasks.Of(geometry, type, colours, reversed), logarithmic)
    {
    }
}
