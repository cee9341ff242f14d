using Elbo.Data;
using Elbo.Models.Latents;
using Elbo.Models.Objectives;
using Elbo.Probability;

namespace Elbo.Models;

/// <summary>
/// A decoder and nothing else: p(z), p(x | z) and an objective that compares draws with data, as of a moment-matching network or an adversarial one. There is no encoder and no
/// bound; with the noise of p(x | z) it has a density all the same, which annealed importance sampling estimates (Wu et al. 2017, arXiv 1611.04273, §2).
/// </summary>
public sealed class DecoderModel : Model, IGenerativeModel
{
    private readonly LatentProgram prior;
    private readonly DataLikelihood likelihood;
    private readonly IGenerativeObjective objective;

    /// <summary>Takes over all networks of the parts, in the order prior, likelihood, objective.</summary>
    /// <exception cref="ArgumentException">The prior or the likelihood is conditional.</exception>
    public DecoderModel(LatentProgram prior, DataLikelihood likelihood, IGenerativeObjective objective)
    {
        if (prior.IsConditional || likelihood.IsConditional) throw new ArgumentException("a decoder alone is told nothing but z");
        (this.prior, this.likelihood, this.objective) = (prior, likelihood, objective);
        foreach (var (name, part) in (IEnumerable<(string, Torch.Nn.Module)>)[.. prior.Parts, .. likelihood.Parts, .. objective.Parts]) Child(name, part);
        if (likelihood.Range is { } range) Offer(range);
        if (objective.Updates(this, [.. prior.Parts.Concat(likelihood.Parts).Select(p => p.Name)]) is { Count: > 0 } updates) Offer(new UpdateList(updates));
        Offer(new PriorGenerator(this));
        Offer(new SiteDecoder(this, prior.Sites, likelihood.Reads));
    }

    /// <inheritdoc/>
    public override LossTerms Loss(Batch batch, StepContext step) => objective.Of(this, batch, step);

    /// <inheritdoc/>
    public void VisitPrior(Batch given, SiteWalk walk) => prior.Visit(given, walk);

    /// <inheritdoc/>
    public Distribution Likelihood(Batch given, SiteValues z, Pass pass) => likelihood.Of(given, z, pass);
}
