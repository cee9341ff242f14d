using Elbo.Data;
using Elbo.Models.Graphs;
using Elbo.Models.Latents;
using Elbo.Torch;

namespace Elbo.Models.Objectives;

/// <summary>
/// (n/N²) (w Σ_1 −log p + Σ_0 −log(1 − p)) + KL/N² over the ones and zeros of A + I, with w = (N² − S)/S and n = N²/2(N² − S), S being twice the edges: edges weigh as much
/// as all other pairs together (the authors' code of Kipf &amp; Welling 2016, arXiv 1611.07308). It is per pair of nodes and no bound on log p(A): w counts the few
/// edges many times, and the divergence weighs less than in a bound. Terms <c>present</c>, <c>absent</c> and, unless codes are points, <c>kl</c>; the note
/// <c>links</c>, by which held-out edges are compared, is −log p of the pairs to be told apart, on average.
/// </summary>
/// <param name="isPoint">Whether codes are points, which have no divergence.</param>
public sealed class WeightedLinkObjective(bool isPoint) : IObjective, IKlWeighted
{
    private const string Links = "links";

    /// <summary>Null where there is no divergence to weigh.</summary>
    public object? Capability => isPoint ? null : this;

    /// <inheritdoc/>
    public LossTerms Of(ILatentVariables model, Batch x, StepContext step)
    {
        var pass = new Pass(step);
        var bound = Bound.DrawLatents(model, x, 1, pass);
        if (bound.Likelihood is not ILinkLikelihood likelihood) throw new ArgumentException($"{bound.Likelihood} is no distribution over edges", nameof(model));
        var edges = x[GraphDataset.Edges];
        double all = (double)likelihood.Nodes * likelihood.Nodes, ones = 2.0 * edges.Size(-1);
        var (present, absent) = likelihood.Costs(edges);
        Tensor joined = SampleAxis.Mean(present), apart = SampleAxis.Mean(absent);
        double onAbsent = 1 / (2 * (all - ones)), onPresent = onAbsent * (all - ones) / ones, onKl = step.KlWeight / all;
        List<LossTerm> terms = [new("present", joined, Weight: onPresent), new("absent", apart, Weight: onAbsent)];
        var objective = joined * onPresent + apart * onAbsent;
        if (!isPoint)
        {
            var kl = SampleAxis.Mean(bound.Divergence());
            terms.Add(new("kl", kl, Weight: onKl));
            objective += kl * onKl;
        }

        using var off = Gradients.Off();
        var cost = ((-likelihood.LogOdds(x[GraphDataset.Positives])).Softplus().Mean([-1]) + likelihood.LogOdds(x[GraphDataset.Negatives]).Softplus().Mean([-1])) * 0.5;
        terms.Add(new(Links, SampleAxis.Mean(cost)));
        return new(pass.Added(objective), [.. terms, .. pass.Terms]) { Watched = Links };
    }
}
