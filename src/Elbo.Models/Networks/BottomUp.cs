using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models.Networks;

/// <summary>
/// The way up through a ladder of latent variables, without a draw: a convolution of kernel 5 that halves the image, and a <see cref="BottomUpBlock"/> for each layer (Kingma et al. 2016,
/// arXiv 1606.04934, appendix A).
/// </summary>
internal sealed class BottomUp : Module
{
    // Pixels lie in [0, 1].
    private const double Middle = 0.5;

    private readonly LadderSizes sizes;
    private readonly WeightNormConv2d stem;
    private readonly BottomUpBlock[] blocks;

    /// <param name="channels">H.</param>
    /// <param name="told">T, what each layer is told.</param>
    public BottomUp(LadderSizes sizes, int channels, int told, Generator generator)
    {
        this.sizes = sizes;
        stem = Child("stem", LadderLayers.Conv(sizes.Image[0], channels, generator, kernel: 5, stride: 2));
        blocks = [.. sizes.FromData().Select((layer, k) => Child($"block_{sizes.Layers - k}", new BottomUpBlock(channels, told, layer.IsHalving, k == sizes.Layers - 1, generator)))];
    }

    /// <summary>What each layer is told [B, T, …], the one farthest from the data first.</summary>
    /// <param name="x">[B, C·H·W].</param>
    public IReadOnlyList<Tensor> Of(Tensor x, LayerPass pass)
    {
        Tensor? h = pass(stem, (x - Middle).Reshape([-1, sizes.Image[0], sizes.Image[1], sizes.Image[2]]));
        var told = new Tensor[blocks.Length];
        for (var k = 0; k < blocks.Length; k++) (told[^(k + 1)], h) = blocks[k].Of(h!, pass);
        return told;
    }
}
