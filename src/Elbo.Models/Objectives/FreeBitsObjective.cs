using Elbo.Data;
using Elbo.Models.Latents;
using Elbo.Torch;

namespace Elbo.Models.Objectives;

/// <summary>
/// −E_q[log p(x | z)] + β Σ_g max(λ, KL_g) with the divergence of a group averaged over the batch (Kingma et al. 2016, arXiv 1606.04934, eq. 15): what a group says first is free, so that
/// none is given up before the decoder has learned to read it. Groups are the dimensions of a site [Z] and the feature maps of a site [C, H, W], under an autoregressive step too; where q joins
/// them in another way, the site as a whole is one, with λ for each. β is <see cref="StepContext.KlWeight"/>. It is no bound: terms <c>reconstruction</c> and <c>free_kl</c>; the divergence itself and the bound are the notes
/// <c>kl</c> and <c>negative_elbo</c>, by which held-out examples are compared.
/// </summary>
/// <param name="nats">λ ≥ 0, nats a group.</param>
/// <param name="draws">Draws per example and step.</param>
public sealed class FreeBitsObjective(double nats, int draws = 1) : IObjective, IKlWeighted
{
    /// <inheritdoc/>
    public LossTerms Of(ILatentVariables model, Batch x, StepContext step)
    {
        var pass = new Pass(step);
        var bound = Bound.Draw(model, x, draws, pass);
        var reconstruction = SampleAxis.Mean(-bound.LogLikelihood);
        Tensor? free = null, kl = null;
        foreach (var site in bound.Sites)
        {
            var (groups, least) = Groups(site);
            var paid = groups.Detach().Mean([0], keepdim: true).Gt(least).Where(groups, Tensor.Full([], least, groups.DType, groups.Device)).Sum([-1]);
            var whole = groups.Detach().Sum([-1]);
            (free, kl) = (free is null ? paid : free + paid, kl is null ? whole : kl + whole);
        }
        if (free is null || kl is null) throw new NotSupportedException("free bits ask for a model with latent variables");
        var objective = reconstruction + free * step.KlWeight;
        return new(pass.Added(objective),
            [new("reconstruction", reconstruction, Weight: 1), new("free_kl", free, Weight: step.KlWeight), new("kl", kl), new("negative_elbo", reconstruction.Detach() + kl), .. pass.Terms])
        { Watched = "negative_elbo" };
    }

    /// <summary>The divergence of each group [B, G], and what of it is free.</summary>
    private (Tensor Groups, double Least) Groups(BoundSite site)
    {
        if (site.ElementDivergence() is not { } elements)
            return (SampleAxis.Mean(site.Divergence()).Unsqueeze(-1), nats * site.Q.EventShape[0]);
        var axes = site.Q.EventAxes;
        if (axes > 1) elements = elements.Flatten(elements.Rank - axes + 1).Sum([-1]);
        return (elements.Rank > 2 ? elements.Mean([0]) : elements, nats);
    }
}
