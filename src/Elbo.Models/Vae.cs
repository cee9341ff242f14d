using Elbo.Data;
using Elbo.Models.Conditionals;
using Elbo.Models.Latents;
using Elbo.Models.Objectives;
using Elbo.Probability;
using Elbo.Torch;

namespace Elbo.Models;

/// <summary>
/// A variational autoencoder of parts: a posterior q(z | x), a prior p(z), a likelihood p(x | z) and an objective (Kingma &amp; Welling 2014,
/// arXiv 1312.6114). Any networks that give distributions will do; what the model can do beside learning follows from its parts.
/// </summary>
public sealed class Vae : Model, ILatentVariables
{
    private readonly LatentProgram posterior, prior;
    private readonly DataLikelihood likelihood;
    private readonly IObjective objective;

    /// <param name="encoder">q(z | x) of x [B, D]; becomes the child <c>encoder</c>.</param>
    /// <param name="prior">p(z).</param>
    /// <param name="decoder">p(x | z) of z […, Z]; becomes the child <c>decoder</c>.</param>
    public Vae(Conditional<Tensor> encoder, LatentProgram prior, Conditional<Tensor> decoder, IObjective objective)
        : this(LatentProgram.Of(prior.Sites[0].Name, "encoder", encoder), prior, DataLikelihood.At(prior.Sites[0].Name, "decoder", decoder), objective)
    {
    }

    /// <summary>Takes over all networks of the parts, in the order posterior, prior, likelihood, objective.</summary>
    /// <exception cref="ArgumentException">Posterior and prior have different sites, or two networks one name.</exception>
    public Vae(LatentProgram posterior, LatentProgram prior, DataLikelihood likelihood, IObjective objective)
    {
        if (!posterior.Sites.Select(s => (s.Name, s.Size)).Order().SequenceEqual(prior.Sites.Select(s => (s.Name, s.Size)).Order()))
            throw new ArgumentException($"the posterior has the latent sites {Text(posterior)}, the prior {Text(prior)}", nameof(prior));
        (this.posterior, this.prior, this.likelihood, this.objective) = (posterior, prior, likelihood, objective);
        foreach (var (name, part) in (IEnumerable<(string, Torch.Nn.Module)>)[.. posterior.Parts, .. prior.Parts, .. likelihood.Parts, .. objective.Parts]) Child(name, part);
        if (likelihood.Range is { } range) Offer(range);
        if (objective.Capability is { } learned) Offer(learned);
        var parts = posterior.Parts.Concat(prior.Parts).Concat(likelihood.Parts).Select(p => p.Name).ToList();
        if (objective.Updates(this, parts) is { Count: > 0 } updates) Offer(new UpdateList(updates));
        else if (posterior.Parts.Count > 0) Offer(new Inference([.. posterior.Parts.Select(p => p.Name)]));
        // Without a code nothing is kept of an example that could come back.
        if (posterior.Sites.Count > 0 || likelihood.IsConditional) Offer(new Reconstructor(this));
        if (likelihood.Given is { } given)
        {
            var completion = new Completion(this, given);
            Offer(completion);
            if (given.Factor is { } factor) Offer(new FactorGenerator(completion, factor));
        }
        IReadOnlyList<LatentSite> code = [.. posterior.Sites.Where(s => !s.OfItems)];
        var isFree = !likelihood.IsConditional && !prior.IsConditional;
        if (isFree && likelihood.IsDrawn) Offer(new PriorDraws(this));
        if (code.Count == 0) return;
        Offer(new SiteEncoder(this, code));
        if (!isFree) return;
        if (code.Count == posterior.Sites.Count) Offer(new SiteDecoder(this, code, likelihood.Reads));
        if (!likelihood.IsDrawn) Offer(new PriorGenerator(this));

        static string Text(LatentProgram program) => string.Join(", ", program.Sites.Select(s => $"{s.Name} of {s.Size}"));
    }

    /// <inheritdoc/>
    public bool HasPointPosterior => posterior.IsPoint || posterior.Sites.Count == 0;

    /// <inheritdoc/>
    public bool HasBound => !posterior.IsPoint && !posterior.IsImplicit;

    /// <inheritdoc/>
    public IReadOnlyList<(string Name, Torch.Nn.Module Part)> PosteriorParts => posterior.Parts;

    /// <inheritdoc/>
    public override LossTerms Loss(Batch batch, StepContext step) => objective.Of(this, batch, step);

    /// <inheritdoc/>
    public void VisitPosterior(Batch x, SiteWalk walk) => posterior.Visit(x, walk);

    /// <inheritdoc/>
    public void VisitPrior(Batch given, SiteWalk walk) => prior.Visit(given, walk);

    /// <inheritdoc/>
    public Distribution Likelihood(Batch given, SiteValues z, Pass pass) => likelihood.Of(given, z, pass);

    /// <inheritdoc/>
    public bool IsOfItems(string site) => posterior.Sites.Any(s => s.OfItems && s.Name == site);

    /// <inheritdoc/>
    public Tensor Observed(Batch x) => likelihood.Observed?.Invoke(x) ?? likelihood.Given?.Rest(x) ?? x.X;

    /// <inheritdoc/>
    public DensityWords Words => likelihood.Given is { } given
        ? new(given.Words.Observed) { Given = given.Words.Given, HasConditionalPrior = prior.IsConditional, HasLatents = posterior.Sites.Count > 0 } : new() { HasLatents = posterior.Sites.Count > 0 };

    /// <inheritdoc/>
    public Tensor Whole(Batch given, Tensor observed) => likelihood.Given?.Whole(given, observed) ?? observed;

    private sealed record Inference(IReadOnlyList<string> InferenceParts) : IInferenceParts;
}
