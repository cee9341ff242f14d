using Elbo.Torch;
using Elbo.Torch.Fused;
using Elbo.Torch.Nn;

namespace Elbo.Models.Posteriors;

/// <summary>A body and two linear heads, μ and log σ² (Kingma &amp; Welling 2014, appendix C): [B, D] → <see cref="GaussianPosterior"/>.</summary>
public sealed class GaussianEncoder : Module
{
    private readonly Layer body;
    private readonly Linear mu, logVar;

    /// <param name="body">[B, D] → [B, H]; becomes the child <c>body</c>.</param>
    /// <param name="width">H.</param>
    /// <param name="latent">Z.</param>
    public GaussianEncoder(Layer body, long width, int latent, Generator generator, Initialiser weights)
    {
        this.body = Child("body", body);
        mu = Child("mu", new Linear(width, latent, generator, weightInit: weights, biasInit: Initialisers.Zeros));
        logVar = Child("log_var", new Linear(width, latent, generator, weightInit: weights, biasInit: Initialisers.Zeros));
    }

    public GaussianPosterior Forward(Tensor x)
    {
        var h = body.Forward(x);
        return new(
            LinearActivation.Apply(h, mu.Weight, mu.Bias, Activation.Identity),
            LinearActivation.Apply(h, logVar.Weight, logVar.Bias, Activation.Identity));
    }
}
