using Elbo.Data;
using Elbo.Models.Latents;

namespace Elbo.Models.Objectives;

/// <summary>−(β ELBO + (1 − β) L_K) of the same K draws (Rainforth et al. 2018, arXiv 1802.04537, eq. 10). Terms as of <see cref="IwaeObjective"/>.</summary>
/// <param name="samples">K.</param>
/// <param name="beta">β in [0, 1].</param>
public sealed class CiwaeObjective(int samples, double beta) : IObjective, IKlWeighted
{
    /// <inheritdoc/>
    public LossTerms Of(ILatentVariables model, Batch x, StepContext step) =>
        SampledBound.Of(model, x, step, samples, logW => MultiSampleBound.Ciwae(logW, beta));
}
