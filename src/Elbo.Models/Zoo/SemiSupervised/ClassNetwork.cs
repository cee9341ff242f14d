using Elbo.Models.Networks;
using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models.Zoo.SemiSupervised;

/// <summary>q(y | x): a body and a linear layer of logits.</summary>
public sealed class ClassNetwork : Module
{
    private readonly Layer body;
    private readonly Linear logits;

    /// <param name="network">Of x; becomes the child <c>body</c>.</param>
    /// <param name="classes">C.</param>
    public ClassNetwork(EncoderNetwork network, int classes, Generator generator, Initialiser weights)
    {
        body = Child("body", network.Body);
        logits = Child("logits", new Linear(network.Width, classes, generator, weightInit: weights, biasInit: Initialisers.Zeros));
    }

    /// <summary>[…, D] to […, C].</summary>
    public Tensor Logits(Tensor x) => logits.Forward(Rowwise.Apply(body, x));
}
