using Elbo.Models.Networks;
using Elbo.Probability;
using Elbo.Torch;
using Elbo.Torch.Fused;
using Elbo.Torch.Nn;

namespace Elbo.Models.Zoo.SemiSupervised;

/// <summary>q(z | x, y), a diagonal Gaussian: x through a body, and a layer that joins the class to what it gives. The body reads an example once, however many classes are asked about.</summary>
public sealed class StyleEncoder : Module
{
    private readonly Layer body;
    private readonly Linear join, label, mu, logVar;
    private readonly Activation activation;

    /// <param name="network">Of x; becomes the child <c>body</c>.</param>
    /// <param name="classes">C.</param>
    /// <param name="width">Of the layer that joins both.</param>
    /// <param name="latent">Z.</param>
    public StyleEncoder(EncoderNetwork network, int classes, int width, int latent, Activation activation, Generator generator, Initialiser weights)
    {
        this.activation = activation;
        body = Child("body", network.Body);
        join = Child("join", new Linear(network.Width, width, generator, weightInit: weights, biasInit: Initialisers.Zeros));
        label = Child("label", new Linear(classes, width, generator, bias: false, weightInit: weights));
        mu = Child("mu", new Linear(width, latent, generator, weightInit: weights, biasInit: Initialisers.Zeros));
        logVar = Child("log_var", new Linear(width, latent, generator, weightInit: weights, biasInit: Initialisers.Zeros));
    }

    /// <summary>Over [S, B, Z], or [B, Z] for classes [B, C].</summary>
    /// <param name="x">[B, D], or [S, B, D].</param>
    /// <param name="classes">1 at the class and 0 elsewhere, [S, B, C] or [B, C].</param>
    public Normal Of(Tensor x, Tensor classes)
    {
        var h = activation.Of(join.Forward(Rowwise.Apply(body, x)) + label.Forward(classes));
        return Normal.FromLogVariance(mu.Forward(h), logVar.Forward(h));
    }
}
