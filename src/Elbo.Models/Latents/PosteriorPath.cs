using Elbo.Data;
using Elbo.Probability.Inference;
using Elbo.Torch;

namespace Elbo.Models.Latents;

/// <summary>An annealed path to p(x, z) as a function of z, whose normaliser is p(x); a variable for each latent site, in the order of the prior.</summary>
public sealed class PosteriorPath : IAnnealedPath
{
    private const string NoLatents = "the model has no latent variables";

    private readonly IGenerativeModel model;
    private readonly ILatentVariables? latent;
    private readonly Batch x;
    private readonly Tensor observed;
    private readonly AnnealingBase start;
    private readonly SiteDensities prior;
    private readonly SiteDensities? posterior;

    /// <param name="model">In evaluation mode.</param>
    /// <param name="x">B examples, which live as long as the path does.</param>
    /// <exception cref="NotSupportedException">There is no such path; the message says in half a sentence what is missing.</exception>
    public PosteriorPath(IGenerativeModel model, Batch x, AnnealingBase start)
    {
        if (Missing(model) is { } missing) throw new NotSupportedException(missing);
        (this.model, this.x, this.start, latent) = (model, x, start, model as ILatentVariables);
        if (start == AnnealingBase.Encoder && latent is null) throw new NotSupportedException("the model has no encoder to begin at");
        if (start == AnnealingBase.Encoder && !latent!.HasBound) throw new NotSupportedException("q(z|x) is a sampler without a density, at which no path can begin");
        observed = model.Observed(x);
        prior = new(walk => model.VisitPrior(x, walk), x.Count);
        if (prior.Sites.Count == 0) throw new NotSupportedException(NoLatents);
        foreach (var (site, p) in prior.Sites)
            if (p.Support == Probability.Support.Sphere) throw new NotSupportedException($"the latent site '{site}' is a direction, and Hamiltonian moves leave the sphere");
            else if (p.Support != Probability.Support.Real) throw new NotSupportedException($"the latent site '{site}' has values of the kind '{p.Support.Name}', and a gradient moves real numbers alone");
        if (start == AnnealingBase.Encoder) posterior = new(walk => latent!.VisitPosterior(x, walk), x.Count);
    }

    /// <summary>Why a model has no such path, half a sentence; null where that shows at its sites alone.</summary>
    public static string? Missing(IGenerativeModel model) =>
        !model.Words.HasLatents ? NoLatents
        : model is ILatentVariables { HasBound: false, HasPointPosterior: true } ? "q(z|x) is a point of real numbers, which has no density"
        : model is ILatentVariables { HasPointPosterior: true } ? "its codes are discrete, and a gradient moves real numbers alone" : null;

    /// <inheritdoc/>
    public Tensor[] Draw(NoiseStream noise, int chains)
    {
        var walk = new DrawWalk(noise, chains, x.Count);
        if (start == AnnealingBase.Prior) model.VisitPrior(x, walk);
        else latent!.VisitPosterior(x, walk);
        return Place(walk.Values);
    }

    /// <inheritdoc/>
    public (Tensor LogBase, Tensor LogRatio) LogDensities(IReadOnlyList<Tensor> place)
    {
        var z = new SiteValues();
        for (var k = 0; k < place.Count; k++) z.Add(prior.Sites[k].Site, place[k]);
        var (logPrior, logLikelihood) = (prior.LogProb(z), JointDensity.LogLikelihood(model, x, observed, z));
        if (posterior is null) return (logPrior, logLikelihood);
        var logPosterior = posterior.LogProb(z);
        return (logPosterior, logLikelihood + logPrior - logPosterior);
    }

    /// <summary>Names of the variables, in their order.</summary>
    public IReadOnlyList<string> Sites => [.. prior.Sites.Select(s => s.Site)];

    /// <summary>Values of the sites as a place of the path.</summary>
    public Tensor[] Place(SiteValues z) => [.. prior.Sites.Select(s => z[s.Site].Contiguous())];
}
