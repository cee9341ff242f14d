using Elbo.Probability;
using Elbo.Torch;
using Elbo.Torch.Fused;
using Elbo.Torch.Nn;

namespace Elbo.Models.Conditionals;

/// <summary>
/// N(μ(v), diag σ²(v)) with a body and two linear heads, μ and log σ: […, V] → […, H]. The second head is log σ, not log σ², as in the
/// code of Burda et al. (arXiv 1509.00519), and its parameters are named <c>log_std</c>.
/// </summary>
public sealed class ConditionalGaussian : Conditional<Tensor>
{
    private readonly Layer body;
    private readonly Linear mu, logStd;

    /// <param name="body">[…, V] → […, W]; becomes the child <c>body</c>.</param>
    /// <param name="width">W.</param>
    /// <param name="size">H.</param>
    public ConditionalGaussian(Layer body, long width, int size, Generator generator, Initialiser weights) : base(size)
    {
        this.body = Child("body", body);
        mu = Child("mu", new Linear(width, size, generator, weightInit: weights, biasInit: Initialisers.Zeros));
        logStd = Child("log_std", new Linear(width, size, generator, weightInit: weights, biasInit: Initialisers.Zeros));
    }

    /// <inheritdoc/>
    public override Distribution Of(Tensor given, Pass? pass = null)
    {
        var h = body.Forward(given);
        var mean = LinearActivation.Apply(h, mu.Weight, mu.Bias, Activation.Identity);
        // Doubled here, as the sampling kernel takes log σ²; the head itself stays log σ.
        return Normal.FromLogVariance(mean, LinearActivation.Apply(h, logStd.Weight, logStd.Bias, Activation.Identity) * 2);
    }
}
