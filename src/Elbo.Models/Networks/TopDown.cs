using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models.Networks;

/// <summary>The way down through a ladder of latent variables: a learned vector at every place of the coarsest map and a <see cref="TopDownBlock"/> for each layer.</summary>
internal sealed class TopDown : Module
{
    // Near the paper's 0, and not 0, so that what reads it learns from the first step.
    private static readonly Initialiser small = Initialisers.Normal(0.1);

    private readonly (int Height, int Width) coarsest;
    private readonly Tensor top;

    /// <param name="channels">H.</param>
    /// <param name="latent">Z, maps of each latent variable.</param>
    /// <param name="context">A, maps that the flow of each posterior is told; 0 for none.</param>
    public TopDown(LadderSizes sizes, int channels, int latent, int context, Generator generator)
    {
        using var scope = TensorScope.Enter();
        coarsest = sizes.Scales[^1];
        top = Param("top", Tensor.Zeros([channels, 1, 1]));
        small(top, generator);
        Blocks = [.. sizes.FromData().Reverse().Select((layer, k) =>
            Child($"block_{k + 1}", new TopDownBlock(channels, latent, context, layer.IsHalving ? sizes.Scales[layer.Scale - 1] : null, generator)))];
        Blocks[0].Centre();
    }

    /// <summary>The one farthest from the data first.</summary>
    public IReadOnlyList<TopDownBlock> Blocks { get; }

    /// <summary>What goes into the first, [1, H, …].</summary>
    public Tensor Top() => top.Unsqueeze(0).Expand([1, -1, coarsest.Height, coarsest.Width]);
}
