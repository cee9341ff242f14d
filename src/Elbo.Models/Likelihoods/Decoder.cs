using Elbo.Models.Networks;
using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models.Likelihoods;

/// <summary>p(x | z): a body, and readouts that turn its features into the parameters of a distribution over x [D].</summary>
public abstract class Decoder : Module
{
    private readonly Layer body;

    /// <param name="network">Its body becomes the child <c>body</c>; subclasses draw readouts from it.</param>
    private protected Decoder(DecoderNetwork network) => body = Child("body", network.Body);

    /// <summary>The distribution in words, e.g. <c>Bernoulli</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Ends of the values x may take, inclusive.</summary>
    public abstract (double Low, double High) DataRange { get; }

    /// <summary>L where x lies on the grey values k/(L − 1); null where its range is continuous.</summary>
    public abstract int? GreyLevels { get; }

    /// <summary>log p(x | z) [S, B] nats for x [B, D], z [S, B, Z]; [B] for z [B, Z].</summary>
    /// <param name="notes">Receives further figures [B] worth a log, where there are any.</param>
    public abstract Tensor LogProb(Tensor x, Tensor z, ICollection<LossTerm>? notes = null);

    /// <summary>Location of p(x | z), […, D] for z […, Z], in the range of the data: for a logistic distribution the middle of the density, else E[x | z].</summary>
    public abstract Tensor Mean(Tensor z);

    /// <summary>One draw x ~ p(x | z) for each z, […, D]; without gradient.</summary>
    public abstract Tensor Sample(Tensor z, NoiseStream noise);

    /// <summary>The body's output at z, leading axes joined: [N, …].</summary>
    private protected Tensor Features(Tensor z) => body.Forward(z.Rank == 2 ? z : z.Reshape([-1, z.Size(-1)]));

    /// <summary>What <paramref name="readout"/> makes of features, with the leading axes of z again: […, D].</summary>
    private protected static Tensor Read(Readout readout, Tensor features, Tensor z)
    {
        var rows = readout.Forward(features);
        return z.Rank == 2 ? rows : rows.Reshape([.. z.Shape[..^1], rows.Size(-1)]);
    }
}
