using Elbo.Data;
using Elbo.Evaluation.Measures;
using Elbo.Models;
using Elbo.Models.Latents;
using Elbo.Probability;
using Elbo.Torch;

namespace Elbo.Evaluation.Scores;

/// <summary>A model whose q(z | x) is no encoder but a normal distribution for each example, with a mean and a log-variance of its own.</summary>
internal sealed class FreePosterior : ILatentVariables
{
    private readonly ILatentVariables model;
    private readonly IReadOnlyList<(string Site, Tensor Mean, Tensor LogVariance, int EventAxes)> sites;

    private FreePosterior(ILatentVariables model, IReadOnlyList<(string, Tensor, Tensor, int)> sites) => (this.model, this.sites) = (model, sites);

    /// <summary>Means and log-variances, leaves that require a gradient.</summary>
    public IReadOnlyList<(string Name, Tensor Value)> Parameters => [.. sites.SelectMany(s => new[] { ($"{s.Site}.mean", s.Mean), ($"{s.Site}.log_var", s.LogVariance) })];

    /// <summary>Where the encoder puts them.</summary>
    /// <exception cref="UnfitException">q of a site is not normal, or depends on another site.</exception>
    public static FreePosterior Start(ILatentVariables model, Batch batch)
    {
        using var off = Gradients.Off();
        var found = Bound.DrawLatents(model, batch, 1, new(new NoiseStream(1))).Sites;
        return new(model, [.. found.Select(site => site is { Q: Normal normal, DependsOnDataAlone: true }
            ? (site.Site, Leaf(normal.Mean()), Leaf(normal.LogVariance().Expand(normal.Shape)), normal.EventAxes)
            : throw new UnfitException($"q of the latent site '{site.Site}' is not a normal distribution given x alone"))]);

        static Tensor Leaf(Tensor value) => value.Detach().Clone().RequireGrad();
    }

    public void VisitPosterior(Batch x, SiteWalk walk)
    {
        foreach (var (site, mean, logVariance, axes) in sites) walk.At(site, Normal.FromLogVariance(mean, logVariance, axes));
    }

    public void VisitPrior(Batch given, SiteWalk walk) => model.VisitPrior(given, walk);

    public Distribution Likelihood(Batch given, SiteValues z, Pass pass) => model.Likelihood(given, z, pass);

    public bool IsOfItems(string site) => model.IsOfItems(site);

    public Tensor Observed(Batch x) => model.Observed(x);

    public DensityWords Words => model.Words;

    public Tensor Whole(Batch given, Tensor observed) => model.Whole(given, observed);
}
