using Elbo.Data;
using Elbo.Models.Latents;
using Elbo.Torch;

namespace Elbo.Models.Objectives;

/// <summary>
/// Reweighted wake-sleep whose gradient in q is Σ (w̃_i − w̃_i²) ∂log w_i/∂z_i ∂z_i/∂φ, which has the expectation of <see cref="RwsObjective"/>'s
/// (Tucker et al. 2018, arXiv 1810.04152, §6.1). Terms as of <see cref="IwaeObjective"/>.
/// </summary>
/// <param name="samples">k, at least 2: of one draw the gradient in q is 0.</param>
public sealed class RwsDregObjective(int samples) : IObjective, IKlWeighted
{
    /// <inheritdoc/>
    public LossTerms Of(ILatentVariables model, Batch x, StepContext step) =>
        PathGradient.Of(model, x, step, samples, MultiSampleBound.Iwae, logW => 1 - logW.Softmax(0));
}
