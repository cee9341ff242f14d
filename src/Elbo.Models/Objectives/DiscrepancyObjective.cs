using Elbo.Data;
using Elbo.Models.Latents;
using Elbo.Torch;

namespace Elbo.Models.Objectives;

/// <summary>
/// −E_q[log p(x | z)] + (1 − α) KL(q(z | x) ‖ p(z)) + (α + λ − 1) MMD²(q(z), p(z)) (Zhao et al. 2019, arXiv 1706.02262, eq. 6 and 7), both weights multiplied
/// by <see cref="StepContext.KlWeight"/>. α = 0 and λ = 1 is the bound, α = 1 leaves the discrepancy alone to hold q(z), the mixture of all q(z | x), at the
/// prior. Terms <c>reconstruction</c>, <c>kl</c> and, without a unit, <c>mmd</c>; note <c>negative_elbo</c>. The discrepancy is an estimate from the batch, its
/// draws of all sites side by side against as many from the prior, so that held-out examples are compared by <c>negative_elbo</c>.
/// </summary>
/// <param name="alpha">α ≤ 1, how much of the mutual information of x and z goes unpaid.</param>
/// <param name="lambda">λ ≥ 1 − α.</param>
/// <param name="bandwidth">h &gt; 0, in units of the prior's standard deviation where that is N(0, I).</param>
public sealed class DiscrepancyObjective(double alpha, double lambda, DiscrepancyKernel kernel = DiscrepancyKernel.InverseMultiquadratic, double bandwidth = 1)
    : IObjective, IKlWeighted
{
    /// <inheritdoc/>
    public LossTerms Of(ILatentVariables model, Batch x, StepContext step)
    {
        var pass = new Pass(step);
        var bound = Bound.Draw(model, x, 1, pass);
        Tensor reconstruction = SampleAxis.Mean(-bound.LogLikelihood), kl = SampleAxis.Mean(bound.Divergence());
        var (divergence, discrepancy) = ((1 - alpha) * step.KlWeight, (alpha + lambda - 1) * step.KlWeight);
        var mmd = Discrepancy(model, x, bound, pass);
        var objective = reconstruction + (divergence == 1 ? kl : kl * divergence);
        if (discrepancy != 0) objective += mmd * discrepancy;
        return new(pass.Added(objective),
        [
            new("reconstruction", reconstruction, Weight: 1), new("kl", kl, Weight: divergence), new("mmd", mmd, Unit.None, discrepancy),
            new("negative_elbo", reconstruction + kl), .. pass.Terms,
        ])
        { Watched = "negative_elbo" };
    }

    private Tensor Discrepancy(ILatentVariables model, Batch x, Bound bound, Pass pass)
    {
        var prior = new DrawWalk(pass, 1, x.Count);
        model.VisitPrior(x, prior);
        return MeanDiscrepancy.Contributions(
            Row(bound.Sites.Select(s => s.Value)), Row(bound.Sites.Select(s => prior.Values[s.Site])), kernel, bandwidth);
    }

    // Draws [1, B, …] of all sites as [B, Z].
    private static Tensor Row(IEnumerable<Tensor> sites)
    {
        var flat = sites.Select(z => z.Squeeze(0).Flatten(1)).ToArray();
        return flat.Length == 1 ? flat[0] : Ops.Cat(flat, -1);
    }
}
