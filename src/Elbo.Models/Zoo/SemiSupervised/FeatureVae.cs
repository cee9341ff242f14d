using Elbo.Data;
using Elbo.Models.Conditionals;
using Elbo.Models.Likelihoods;
using Elbo.Probability;
using Elbo.Torch.Nn;

namespace Elbo.Models.Zoo.SemiSupervised;

/// <summary>M1 (Kingma et al. 2014, arXiv 1406.5298, §2.1): a VAE of the data with z₁ ~ N(0, I), whose codes are what classes are told from.</summary>
public sealed class FeatureVae : Module
{
    /// <param name="encoder">q(z₁ | x); becomes the child <c>encoder</c>.</param>
    /// <param name="decoder">p(x | z₁); becomes the child <c>decoder</c>.</param>
    /// <param name="latent">Z₁.</param>
    public FeatureVae(GaussianEncoder encoder, Decoder decoder, int latent)
    {
        Encoder = Child("encoder", encoder);
        Decoder = Child("decoder", decoder);
        Latent = latent;
    }

    /// <summary>q(z₁ | x).</summary>
    public GaussianEncoder Encoder { get; }

    /// <summary>p(x | z₁).</summary>
    public Decoder Decoder { get; }

    /// <summary>Z₁.</summary>
    public int Latent { get; }

    /// <summary>The negative bound [B], of terms <c>reconstruction</c> and <c>kl</c>.</summary>
    public LossTerms Loss(Batch x, StepContext step)
    {
        var pass = new Pass(step);
        var q = Encoder.Of(x.X, pass);
        var reconstruction = -Decoder.LogProb(x.X, q.Draw(step.Noise).Value, pass);
        var kl = Kl.Between(q, new StandardNormal(Latent, x.X.DType, x.X.Device));
        return new(pass.Added(reconstruction + kl * step.KlWeight), [new("reconstruction", reconstruction, Weight: 1), new("kl", kl, Weight: step.KlWeight), .. pass.Terms]);
    }
}
