using Elbo.Models.Networks;
using Elbo.Probability;
using Elbo.Probability.Flows;
using Elbo.Torch;
using Elbo.Torch.Fused;
using Elbo.Torch.Nn;

namespace Elbo.Models.Conditionals;

/// <summary>
/// q(z | x) of a flow: a diagonal Gaussian as of <see cref="GaussianEncoder"/>, moved by steps that are told what the body says of x (Kingma et al. 2016,
/// arXiv 1606.04934, algorithm 1): [B, D] → over [B, Z].
/// </summary>
public sealed class FlowEncoder : Conditional<Tensor>
{
    private readonly Layer body;
    private readonly Linear mu, logVar;
    private readonly FlowSteps flow;

    /// <param name="body">[B, D] → [B, H]; becomes the child <c>body</c>.</param>
    /// <param name="width">H.</param>
    /// <param name="latent">Z.</param>
    /// <param name="weights">Start of the heads' weights, with biases that make q about as wide as N(0, I).</param>
    /// <param name="flow">Of context H; becomes the child <c>flow</c>.</param>
    public FlowEncoder(Layer body, long width, int latent, Generator generator, Initialiser weights, FlowSteps flow) : base(latent)
    {
        this.body = Child("body", body);
        mu = Child("mu", new Linear(width, latent, generator, weightInit: weights, biasInit: Initialisers.Zeros));
        logVar = Child("log_var", new Linear(width, latent, generator, weightInit: weights, biasInit: Initialisers.Constant(flow.StartLogVariance)));
        this.flow = Child("flow", flow);
    }

    /// <inheritdoc/>
    public override Distribution Of(Tensor given, Pass? pass = null)
    {
        var h = body.Forward(given);
        var start = Normal.FromLogVariance(
            LinearActivation.Apply(h, mu.Weight, mu.Bias, Activation.Identity),
            LinearActivation.Apply(h, logVar.Weight, logVar.Bias, Activation.Identity));
        return new FlowDistribution(start, flow.Of(h));
    }
}
