using Elbo.Data;
using Elbo.Models.Latents;

namespace Elbo.Models.Objectives;

/// <summary>
/// −L_k whose gradient in q is Σ w̃_i ∂log w_i/∂z_i ∂z_i/∂φ, w̃ = softmax(log w): the score of q is left out, whose expectation is 0 with one draw
/// (Roeder et al. 2017, arXiv 1703.09194). Biased for k above 1; identically 0 where q is the exact posterior. Terms as of <see cref="IwaeObjective"/>.
/// </summary>
/// <param name="samples">k.</param>
/// <param name="averaged">The mean of k single-sample bounds in the place of L_k, of which the gradient is unbiased.</param>
public sealed class StlObjective(int samples, bool averaged = false) : IObjective, IKlWeighted
{
    /// <inheritdoc/>
    public LossTerms Of(ILatentVariables model, Batch x, StepContext step) =>
        PathGradient.Of(model, x, step, samples, averaged ? MultiSampleBound.Vae : MultiSampleBound.Iwae, gains: !averaged);
}
