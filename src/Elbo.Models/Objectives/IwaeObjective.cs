using Elbo.Data;
using Elbo.Models.Latents;

namespace Elbo.Models.Objectives;

/// <summary>
/// −L of k draws, by sampling alone: the importance-weighted bound, or the mean of k single-sample bounds (Burda et al. 2016, arXiv 1509.00519,
/// §3 and eq. 8). Terms <c>reconstruction</c> and <c>kl</c> are means over the draws; the importance-weighted bound is tighter than their sum by
/// <c>importance_gain</c> ≥ 0.
/// </summary>
/// <param name="samples">k.</param>
/// <param name="averaged">The mean of single-sample bounds in its place.</param>
public sealed class IwaeObjective(int samples, bool averaged = false) : IObjective, IKlWeighted
{
    /// <inheritdoc/>
    public LossTerms Of(ILatentVariables model, Batch x, StepContext step) =>
        SampledBound.Of(model, x, step, samples, averaged ? MultiSampleBound.Vae : MultiSampleBound.Iwae, gains: !averaged);
}
