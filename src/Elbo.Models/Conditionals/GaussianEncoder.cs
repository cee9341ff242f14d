using Elbo.Models.Networks;
using Elbo.Probability;
using Elbo.Torch;
using Elbo.Torch.Fused;
using Elbo.Torch.Nn;

namespace Elbo.Models.Conditionals;

/// <summary>N(μ(x), diag σ²(x)) with a body and two linear heads, μ and log σ² (Kingma &amp; Welling 2014, appendix C): [B, D] → over [B, Z].</summary>
public sealed class GaussianEncoder : Conditional<Tensor>
{
    private readonly Layer body;
    private readonly Linear mu, logVar;
    private readonly NoiseDropout? dropout;

    /// <param name="body">[B, D] → [B, H]; becomes the child <c>body</c>.</param>
    /// <param name="width">H.</param>
    /// <param name="latent">Z.</param>
    /// <param name="weights">Start of the heads' weights, with biases of 0; null: weights and biases U(±1/√H).</param>
    /// <param name="dropout">Of what the body gives; null for none.</param>
    public GaussianEncoder(Layer body, long width, int latent, Generator generator, Initialiser? weights, NoiseDropout? dropout = null) : base(latent)
    {
        this.body = Child("body", body);
        mu = Child("mu", new Linear(width, latent, generator, weightInit: weights, biasInit: weights is null ? null : Initialisers.Zeros));
        logVar = Child("log_var", new Linear(width, latent, generator, weightInit: weights, biasInit: weights is null ? null : Initialisers.Zeros));
        if (dropout is not null) this.dropout = Child("dropout", dropout);
    }

    /// <inheritdoc/>
    public override Distribution Of(Tensor given, Pass? pass = null)
    {
        var h = body.Forward(given);
        if (dropout is not null) h = dropout.Of(h, pass);
        return Normal.FromLogVariance(
            LinearActivation.Apply(h, mu.Weight, mu.Bias, Activation.Identity),
            LinearActivation.Apply(h, logVar.Weight, logVar.Bias, Activation.Identity));
    }
}
