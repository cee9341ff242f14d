using Elbo.Torch;
using Elbo.Torch.Fused;
using Elbo.Torch.Nn;

namespace Elbo.Models.Likelihoods;

/// <summary>p(x | z) = ∏ Bernoulli(x_d; σ(l_d)) with logits l from a body and one linear layer: [S, B, Z] → [S, B, D].</summary>
public sealed class BernoulliDecoder : Module
{
    private readonly Layer body;
    private readonly Linear logits;

    /// <param name="body">[B, Z] → [B, H]; becomes the child <c>body</c>.</param>
    /// <param name="width">H.</param>
    /// <param name="inputs">D and, where known, the mean of each dimension.</param>
    public BernoulliDecoder(Layer body, long width, ModelInputs inputs, Initialiser weights)
    {
        this.body = Child("body", body);
        logits = Child("logits", new Linear(width, inputs.Dimensions, inputs.Initialisation, weightInit: weights, biasInit: Initialisers.Zeros));
        if (inputs.Mean is not { } mean) return;
        // The start explains the mean image (Burda et al. 2016, code): l = logit of the mean, kept away from 0 and 1.
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        logits.Bias!.CopyInPlace(mean.Clamp(0.001, 0.999).Logit());
    }

    /// <summary>l, [S, B, D].</summary>
    public Tensor Logits(Tensor z) => LinearActivation.Apply(body.Forward(z), logits.Weight, logits.Bias, Activation.Identity);

    /// <summary>log p(x | z) [S, B] nats for x [B, D], z [S, B, Z]; [B] for z [B, Z].</summary>
    public Tensor LogProb(Tensor x, Tensor z) => BernoulliLogits.LogProbRows(x, Logits(z));

    /// <summary>E[x | z] = σ(l).</summary>
    public Tensor Mean(Tensor z) => Logits(z).Sigmoid();
}
