using Elbo.Models.Conditionals;
using Elbo.Models.Networks;
using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models.Likelihoods;

/// <summary>p(x | z): a body, and readouts that turn its features into the parameters of a distribution over x [D].</summary>
public abstract class Decoder : Conditional<Tensor>, IDataRange
{
    private readonly Layer body;

    /// <param name="network">Its body becomes the child <c>body</c>; subclasses draw readouts from it.</param>
    private protected Decoder(DecoderNetwork network) : base(network.Dimensions) => body = Child("body", network.Body);

    /// <inheritdoc/>
    public abstract string LikelihoodName { get; }

    /// <inheritdoc/>
    public abstract (double Low, double High) DataRange { get; }

    /// <inheritdoc/>
    public abstract int? GreyLevels { get; }

    /// <summary>log p(x | z) [S, B] nats for x [B, D], z [S, B, Z]; [B] for z [B, Z].</summary>
    /// <param name="pass">Receives further figures worth a log, where there are any.</param>
    public Tensor LogProb(Tensor x, Tensor z, Pass? pass = null) => Of(z, pass).LogProb(x);

    /// <summary>Location of p(x | z), […, D] for z […, Z], in the range of the data: for a logistic density its middle, else E[x | z].</summary>
    public Tensor Mean(Tensor z) => Of(z).Location()!;

    /// <summary>The body's output at z, leading axes joined: [N, …].</summary>
    private protected Tensor Features(Tensor z) => body.Forward(z.Rank == 2 ? z : z.Reshape([-1, z.Size(-1)]));

    /// <summary>What <paramref name="readout"/> makes of features, with the leading axes of z again: […, D].</summary>
    private protected static Tensor Read(Readout readout, Tensor features, Tensor z)
    {
        var rows = readout.Forward(features);
        return z.Rank == 2 ? rows : rows.Reshape([.. z.Shape[..^1], rows.Size(-1)]);
    }
}
