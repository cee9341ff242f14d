using Elbo.Data;
using Elbo.Models.Latents;

namespace Elbo.Models.Objectives;

/// <summary>
/// −1/M Σ_m L_K of M groups of K draws (Rainforth et al. 2018, arXiv 1802.04537, eq. 9): as K rises, the gradient of q is lost in noise like 1/√K, which
/// M draws against. Terms as of <see cref="IwaeObjective"/>.
/// </summary>
/// <param name="groups">M.</param>
/// <param name="samples">K.</param>
public sealed class MiwaeObjective(int groups, int samples) : IObjective, IKlWeighted
{
    /// <inheritdoc/>
    public LossTerms Of(ILatentVariables model, Batch x, StepContext step) =>
        SampledBound.Of(model, x, step, checked(groups * samples), logW => MultiSampleBound.Miwae(logW, groups));
}
