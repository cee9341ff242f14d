using Elbo.Probability;
using Elbo.Torch;
using Elbo.Torch.Fused;
using Elbo.Torch.Nn;

namespace Elbo.Models.Conditionals;

/// <summary>q(z | x) = Σ_k π_k(x) N(μ_k(x), diag σ_k²(x)) with a body and three linear heads, μ and log σ of all components and the logits of π: [B, D] → over [B, Z].</summary>
public sealed class MixtureEncoder : Conditional<Tensor>
{
    private readonly Layer body;
    private readonly Linear mu, logStd, logits;
    private readonly int components;
    private readonly MixtureGradient gradient;

    /// <param name="body">[B, D] → [B, H]; becomes the child <c>body</c>.</param>
    /// <param name="width">H.</param>
    /// <param name="latent">Z.</param>
    /// <param name="components">K.</param>
    /// <param name="weights">Start of the heads' weights, by which components begin apart; biases are 0.</param>
    /// <param name="gradient">How gradients go through draws.</param>
    public MixtureEncoder(Layer body, long width, int latent, int components, Generator generator, Initialiser weights, MixtureGradient gradient) : base(latent)
    {
        (this.components, this.gradient) = (components, gradient);
        this.body = Child("body", body);
        mu = Head("mu", (long)components * latent);
        logStd = Head("log_std", (long)components * latent);
        logits = Head("logits", components);

        Linear Head(string name, long outputs) => Child(name, new Linear(width, outputs, generator, weightInit: weights, biasInit: Initialisers.Zeros));
    }

    /// <inheritdoc/>
    public override Distribution Of(Tensor given, Pass? pass = null)
    {
        var h = body.Forward(given);
        long[] shape = [.. h.Shape[..^1], components, EventShape[0]];
        return new MixtureOfNormals(Normal.FromLogStd(Apply(mu).View(shape), Apply(logStd).View(shape)), Apply(logits), gradient);

        Tensor Apply(Linear head) => LinearActivation.Apply(h, head.Weight, head.Bias, Activation.Identity);
    }
}
