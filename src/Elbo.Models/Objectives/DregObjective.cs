using Elbo.Data;
using Elbo.Models.Latents;
using Elbo.Torch;

namespace Elbo.Models.Objectives;

/// <summary>
/// −L_k whose gradient in q is Σ w̃_i² ∂log w_i/∂z_i ∂z_i/∂φ, w̃ = softmax(log w), which has the expectation of the bound's and less variance
/// (Tucker et al. 2018, arXiv 1810.04152, eq. 8). Terms as of <see cref="IwaeObjective"/>.
/// </summary>
/// <param name="samples">k.</param>
public sealed class DregObjective(int samples) : IObjective, IKlWeighted
{
    /// <inheritdoc/>
    // The gradient of L_k that reaches a draw has one w̃ already. With the divergence weighed by β the score that is reparameterised once more is β's part of it.
    public LossTerms Of(ILatentVariables model, Batch x, StepContext step) =>
        PathGradient.Of(model, x, step, samples, MultiSampleBound.Iwae, logW => 1 - (1 - logW.Softmax(0)) * step.KlWeight);
}
