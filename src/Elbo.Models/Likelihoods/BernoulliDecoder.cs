using Elbo.Models.Networks;
using Elbo.Probability;
using Elbo.Torch;
using Elbo.Torch.Fused;

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

    public override string Name => "Bernoulli";

    public override (double Low, double High) DataRange => (0, 1);

    public override int? GreyLevels => null;

    /// <summary>l, [S, B, D].</summary>
    public Tensor Logits(Tensor z) => Read(logits, Features(z), z);

    public override Tensor LogProb(Tensor x, Tensor z, ICollection<LossTerm>? notes = null) => BernoulliLogits.LogProbRows(x, Logits(z));

    public override Tensor Mean(Tensor z) => Logits(z).Sigmoid();

    public override Tensor Sample(Tensor z, NoiseStream noise)
    {
        using var off = Gradients.Off();
        return new Bernoulli(Logits(z)).Draw(noise).Value;
    }
}
