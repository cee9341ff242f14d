using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models.Networks;

/// <summary>
/// One layer of a ladder on the way down: what is said of its latent variable is read from h, and h + 0.1 conv(ELU([z, d])) goes on, d being a part of what was read (Kingma et al. 2016,
/// arXiv 1606.04934, appendix A and code). Weight-normalised, kernel 3.
/// </summary>
internal sealed class TopDownBlock : Module
{
    private const double Share = 0.1;

    private readonly WeightNormConv2d read;
    private readonly WeightNormLayer write;
    private readonly long[] parts;
    private readonly (int Height, int Width)? finer;

    /// <param name="channels">H of h.</param>
    /// <param name="latent">Z, maps of the latent variable.</param>
    /// <param name="context">A, maps that the flow of the posterior is told; 0 for none.</param>
    /// <param name="finer">Size to which the map is doubled; h is carried over by repeating pixels. Null keeps it.</param>
    public TopDownBlock(int channels, int latent, int context, (int Height, int Width)? finer, Generator generator)
    {
        (parts, this.finer) = ([latent, latent, latent, latent, context, channels], finer);
        read = Child("read", LadderLayers.Conv(channels, parts.Sum(), generator));
        write = Child<WeightNormLayer>("write", finer is { } size ? LadderLayers.Enlarge(latent + channels, channels, size, generator) : LadderLayers.Conv(latent + channels, channels, generator));
    }

    /// <summary>What is read of h [N, H, …].</summary>
    public LayerWords Read(Tensor h, LayerPass pass)
    {
        var said = pass(read, h.Elu()).SplitWithSizes(parts, 1);
        return new(said[0], said[1], said[2], said[3], said[4], said[5]);
    }

    /// <summary>h for the next layer.</summary>
    /// <param name="h">[N, H, …].</param>
    /// <param name="z">[N, Z, …].</param>
    /// <param name="rest">[N, H, …], the last part of what was read.</param>
    public Tensor Next(Tensor h, Tensor z, Tensor rest, LayerPass pass)
    {
        var carried = finer is { } size ? h.UpsampleNearest2d([size.Height, size.Width]) : h;
        return carried.Add(pass(write, Ops.Cat([z, rest], 1).Elu()), Share);
    }

    /// <summary>Without a batch to choose from, as where h is the same for all examples: what is read has no constant part.</summary>
    public void Centre()
    {
        using var off = Gradients.Off();
        read.Bias.ZeroInPlace();
    }
}

/// <summary>What a layer reads of h, each [N, ·, …].</summary>
/// <param name="PriorMean">[N, Z, …].</param>
/// <param name="PriorLogStd">[N, Z, …].</param>
/// <param name="Mean">Added to what the way up says of the posterior, [N, Z, …].</param>
/// <param name="LogStd">The same of its log σ.</param>
/// <param name="Context">The same of what its flow is told, [N, A, …].</param>
/// <param name="Rest">[N, H, …], what goes on beside z.</param>
internal readonly record struct LayerWords(Tensor PriorMean, Tensor PriorLogStd, Tensor Mean, Tensor LogStd, Tensor Context, Tensor Rest);
