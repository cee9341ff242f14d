namespace Elbo.Torch.Nn;

/// <summary>What a convolution sees that is autoregressive over raster order and the colours of a pixel. van den Oord et al. 2016, figure 2.</summary>
internal static class RasterMasks
{
    /// <summary>A convolution that keeps the size.</summary>
    /// <exception cref="ArgumentException">A kernel without a centre, or channels that are no multiple of the colours.</exception>
    public static ConvolutionGeometry Geometry(int axes, long inChannels, long outChannels, AxisSizes kernel, AxisSizes dilation, int colours)
    {
        var sizes = kernel.For(axes, nameof(kernel), 1, 1);
        if (sizes.Any(size => size % 2 == 0)) throw new ArgumentException("a masked kernel needs a centre: odd sizes", nameof(kernel));
        ArgumentOutOfRangeException.ThrowIfLessThan(colours, 1);
        if (inChannels % colours != 0 || outChannels % colours != 0) throw new ArgumentException($"{colours} colours do not divide {inChannels} and {outChannels} channels", nameof(colours));
        var padding = sizes.Zip(dilation.For(axes, nameof(dilation), 1, 1), (size, apart) => size / 2 * apart).ToArray();
        return new(axes, inChannels, outChannels, kernel, 1, new AxisSizes(padding), dilation, 1);
    }

    /// <summary>Zeros and ones of the weight's shape, in the current scope.</summary>
    /// <param name="type">Whether an element is seen itself.</param>
    /// <param name="colours">Channels are blocks of them, colour by colour.</param>
    /// <param name="reversed">Whether the order is the other way round, last row, column and colour first.</param>
    public static Tensor Of(ConvolutionGeometry geometry, CausalMask type, int colours, bool reversed = false)
    {
        var (outputs, inputs) = (geometry.OutChannels, geometry.InChannels);
        var field = geometry.Kernel.Aggregate(1L, (product, size) => product * size);
        var mask = new float[outputs * inputs * field];
        for (var o = 0L; o < outputs; o++)
        {
            for (var i = 0L; i < inputs; i++)
            {
                var (own, seen) = (o * colours / outputs, i * colours / inputs);
                // Flattened, an odd kernel has its centre in the middle and raster order before it.
                for (var k = 0L; k < field; k++)
                {
                    var (place, colour) = reversed ? (field / 2 - k, own - seen) : (k - field / 2, seen - own);
                    mask[(((o * inputs) + i) * field) + k] = place < 0 || (place == 0 && (colour < 0 || (colour == 0 && type == CausalMask.B))) ? 1 : 0;
                }
            }
        }
        return Tensor.From(mask, geometry.WeightShape);
    }
}
