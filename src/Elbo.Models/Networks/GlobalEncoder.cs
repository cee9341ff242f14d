using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models.Networks;

/// <summary>A grid of codes to one vector: embedding, a <see cref="GridEncoder"/>, a linear layer. I64 [B, H, W] → [B, E].</summary>
public sealed class GlobalEncoder : Layer
{
    private readonly CodeEmbedding embedding;
    private readonly GridEncoder grid;
    private readonly Linear output;

    /// <param name="network">How often the grid is halved, and in what style.</param>
    /// <param name="codebookSize">K.</param>
    /// <param name="size">E.</param>
    public GlobalEncoder(GridNetworkConfig network, int codebookSize, int height, int width, int size, Generator generator)
    {
        embedding = Child("embedding", new CodeEmbedding(codebookSize, 1, network.Width, generator));
        grid = Child("grid", new GridEncoder(network, [network.Width, height, width], network.Width, generator, pixels: false));
        output = Child("output", new Linear((long)network.Width * grid.Height * grid.Width, size, generator));
    }

    /// <summary>Height of the last map before the vector.</summary>
    public int Height => grid.Height;

    /// <summary>Its width.</summary>
    public int Width => grid.Width;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) =>
        output.Forward(grid.Forward(embedding.Forward(x.Unsqueeze(-1)).Permute([0, 3, 1, 2]).Flatten(1)).Relu().Flatten(1));
}
