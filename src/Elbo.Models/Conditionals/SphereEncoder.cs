using Elbo.Models.Networks;
using Elbo.Torch;
using Elbo.Torch.Fused;
using Elbo.Torch.Nn;

namespace Elbo.Models.Conditionals;

/// <summary>A distribution over directions with a body and linear heads, μ and, unless it is fixed, κ: [B, D] → over [B, m] (Davidson et al. 2018, arXiv 1804.00891).</summary>
public sealed class SphereEncoder : Conditional<Tensor>
{
    private readonly Layer body;
    private readonly Linear mu;
    private readonly Linear? kappa;
    private readonly SphereCode code;
    private readonly NoiseDropout? dropout;
    private readonly double lengthWeight;

    /// <param name="body">[B, D] → [B, H]; becomes the child <c>body</c>.</param>
    /// <param name="width">H.</param>
    /// <param name="latent">m, coordinates of a direction: one more than the sphere has dimensions.</param>
    /// <param name="dropout">Of what the body gives; null for none.</param>
    /// <param name="lengthWeight">Weight of (|v| − 1)², v being what is scaled to μ, which a direction alone leaves free (Xu and Durrett 2018, arXiv 1808.10805, the authors' code); 0 for none.</param>
    public SphereEncoder(Layer body, long width, int latent, SphereCode code, Generator generator, Initialiser? weights, NoiseDropout? dropout = null, double lengthWeight = 0) : base(latent)
    {
        (this.code, this.lengthWeight, IsDirection) = (code, lengthWeight, true);
        this.body = Child("body", body);
        mu = Child("mu", Head(latent));
        if (code.Kappa is null) kappa = Child("kappa", Head(1));
        if (dropout is not null) this.dropout = Child("dropout", dropout);

        Linear Head(long outputs) => new(width, outputs, generator, weightInit: weights, biasInit: weights is null ? null : Initialisers.Zeros);
    }

    /// <inheritdoc/>
    public override Probability.Distribution Of(Tensor given, Pass? pass = null)
    {
        var h = body.Forward(given);
        if (dropout is not null) h = dropout.Of(h, pass);
        var vector = LinearActivation.Apply(h, mu.Weight, mu.Bias, Activation.Identity);
        if (lengthWeight > 0) pass?.Note(new("length", (vector.LinalgVectorNorm(2, [-1]) - 1).Square(), Unit.None, lengthWeight));
        return code.At(vector, kappa is null ? null : LinearActivation.Apply(h, kappa.Weight, kappa.Bias, Activation.Identity));
    }
}
