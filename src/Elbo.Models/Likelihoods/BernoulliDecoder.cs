using Elbo.Models.Networks;
using Elbo.Probability;
using Elbo.Torch;

namespace Elbo.Models.Likelihoods;

/// <summary>p(x | z) = ∏ Bernoulli(x_d; σ(l_d)) with logits l: [S, B, Z] → [S, B, D].</summary>
public sealed class BernoulliDecoder : Decoder
{
    private readonly Readout logits;

    /// <param name="mean">Mean of each dimension over the data [D], which the start explains; or null.</param>
    public BernoulliDecoder(DecoderNetwork network, Tensor? mean)
        : base(network)
    {
        logits = Child("logits", network.Readout());
        OutputStart.Mean(logits, mean, OutputMean.Sigmoid);
    }

    /// <inheritdoc/>
    public override string LikelihoodName => "Bernoulli";

    /// <inheritdoc/>
    public override (double Low, double High) DataRange => (0, 1);

    /// <inheritdoc/>
    public override int? GreyLevels => null;

    /// <inheritdoc/>
    public override Distribution Of(Tensor given, Pass? pass = null) => new Bernoulli(Read(logits, Features(given), given));
}
