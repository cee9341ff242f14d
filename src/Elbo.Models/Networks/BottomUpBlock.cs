using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models.Networks;

/// <summary>
/// What one layer of a ladder says of the data on the way up, and x + 0.1 conv(ELU(·)) for the next: ELU, a convolution of kernel 3 whose channels are parted (Kingma et al. 2016,
/// arXiv 1606.04934, appendix A and code). Weight-normalised.
/// </summary>
internal sealed class BottomUpBlock : Module
{
    private const double Share = 0.1;

    private readonly WeightNormConv2d read;
    private readonly WeightNormConv2d? write;
    private readonly long[] parts;
    private readonly bool halving;

    /// <param name="channels">H of x.</param>
    /// <param name="told">T, what is said of the posterior.</param>
    /// <param name="halving">Whether the map is halved first; x is carried over by taking every other pixel.</param>
    /// <param name="last">Whether there is no next.</param>
    public BottomUpBlock(int channels, int told, bool halving, bool last, Generator generator)
    {
        (parts, this.halving) = (last ? [told] : [told, channels], halving);
        read = Child("read", LadderLayers.Conv(channels, parts.Sum(), generator, stride: halving ? 2 : 1));
        if (!last) write = Child("write", LadderLayers.Conv(channels, channels, generator));
    }

    /// <summary>What is said [N, T, …], and x for the next block, [N, H, …].</summary>
    public (Tensor Told, Tensor? Next) Of(Tensor x, LayerPass pass)
    {
        var said = pass(read, x.Elu()).SplitWithSizes(parts, 1);
        var carried = halving ? x.Slice(2, step: 2).Slice(3, step: 2) : x;
        return (said[0], write is null ? null : carried.Add(pass(write, said[1].Elu()), Share));
    }
}
