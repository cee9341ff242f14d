using Elbo.Data;
using Elbo.Probability;
using Elbo.Torch;

namespace Elbo.Models.Latents;

/// <summary>Draws z ~ q(z | x) with all that bounds on log p(x) are made of. Log-probabilities are computed when asked for.</summary>
public sealed class Bound
{
    private readonly Tensor observed;
    private Tensor? logLikelihood;

    private Bound(IReadOnlyList<BoundSite> sites, IReadOnlyList<BoundSite> inPriorOrder, Distribution likelihood, Tensor observed, Tensor? logLikelihood) =>
        (Sites, InPriorOrder, Likelihood, this.observed, this.logLikelihood) = (sites, inPriorOrder, likelihood, observed, logLikelihood);

    /// <summary>In the order of the posterior.</summary>
    public IReadOnlyList<BoundSite> Sites { get; }

    /// <summary>In the order of the prior.</summary>
    public IReadOnlyList<BoundSite> InPriorOrder { get; }

    /// <summary>p(x | z) at the draws.</summary>
    public Distribution Likelihood { get; }

    /// <summary>log p(x | z) [S, B] nats.</summary>
    public Tensor LogLikelihood => logLikelihood ??= Likelihood.LogProb(observed);

    /// <summary>Whether q(z | x) is one z alone, so that every draw is the same.</summary>
    public bool IsPoint => Sites.All(s => s.Q is PointMass);

    /// <summary>Draws <paramref name="samples"/> z for each example.</summary>
    /// <exception cref="InvalidOperationException">Posterior and prior visit different sites.</exception>
    public static Bound Draw(ILatentVariables model, Batch x, long samples, Pass pass) => Draw(model, x, samples, pass, withLikelihood: true);

    /// <summary>The same, with log p(x | z) left until it is asked for: for an objective that takes the likelihood apart.</summary>
    /// <exception cref="InvalidOperationException">Posterior and prior visit different sites.</exception>
    public static Bound DrawLatents(ILatentVariables model, Batch x, long samples, Pass pass) => Draw(model, x, samples, pass, withLikelihood: false);

    // Where it is wanted it is computed before the prior is visited: gradients are added up in the order in which what they belong to was computed.
    private static Bound Draw(ILatentVariables model, Batch x, long samples, Pass pass, bool withLikelihood)
    {
        var q = new DrawWalk(pass, samples, x.Count);
        model.VisitPosterior(x, q);
        var likelihood = model.Likelihood(x, q.Values, pass);
        var observed = model.Observed(x);
        var logLikelihood = withLikelihood ? likelihood.LogProb(observed) : null;
        // Where nothing is drawn, every draw is the same.
        if (q.Draws.Count == 0) logLikelihood = logLikelihood?.Expand([samples, x.Count]);
        var p = new ReplayWalk(q.Values);
        model.VisitPrior(x, p);
        var sites = Join(q.Draws, p.Visits);
        return new(sites, [.. p.Visits.Select(v => sites.First(s => s.Site == v.Site))], likelihood, observed, logLikelihood);
    }

    /// <summary>Σ log q of all sites [S, B] nats.</summary>
    public Tensor LogQ() => Sum(Sites, s => s.LogQ);

    /// <summary>Σ log p of all sites [S, B] nats.</summary>
    public Tensor LogP() => Sum(InPriorOrder, s => s.LogP);

    /// <summary>KL(q(z | x) ‖ p(z)), [B] or [S, B] nats: site by site in closed form where there is one, else log q − log p of the draws.</summary>
    public Tensor Divergence() => Sum(Sites, s => s.Divergence());

    /// <summary>log w = log p(x | z) + log p(z) − log q(z | x) [S, B] nats.</summary>
    public Tensor LogWeights() => LogLikelihood - (LogQ() - LogP());

    private Tensor Sum(IReadOnlyList<BoundSite> sites, Func<BoundSite, Tensor> part)
    {
        Tensor? sum = null;
        foreach (var site in sites) sum = sum is null ? part(site) : sum + part(site);
        return sum ?? Tensor.Zeros(LogLikelihood.Shape, LogLikelihood.DType, LogLikelihood.Device);
    }

    private static BoundSite[] Join(IReadOnlyList<SiteDraw> draws, IReadOnlyList<(string Site, Distribution Distribution)> visits)
    {
        var names = visits.Select(v => v.Site).ToList();
        if (names.Count != draws.Count || draws.Any(d => !names.Contains(d.Site)))
            throw new InvalidOperationException($"posterior and prior visit different latent sites: {string.Join(", ", draws.Select(d => d.Site))} and {string.Join(", ", names)}");
        var sites = new BoundSite[draws.Count];
        for (var k = 0; k < sites.Length; k++)
        {
            var place = names.IndexOf(draws[k].Site);
            // What p of this site may depend on must be drawn before it under q.
            var independent = names.Take(place).All(above => draws.Take(k).Any(d => d.Site == above));
            sites[k] = new(draws[k], visits[place].Distribution, independent);
        }
        return sites;
    }
}
