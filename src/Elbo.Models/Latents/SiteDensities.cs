using Elbo.Probability;
using Elbo.Torch;

namespace Elbo.Models.Latents;

/// <summary>log-density of a program of sites at many values for the same examples: a program whose sites depend on the data alone is visited once.</summary>
internal sealed class SiteDensities
{
    private readonly Action<SiteWalk> visit;
    private readonly IReadOnlyList<(string Site, Distribution Distribution)>? known;

    /// <param name="visit">The program; it is visited here, and what it gives lives in the current scope.</param>
    /// <param name="count">B.</param>
    public SiteDensities(Action<SiteWalk> visit, long count)
    {
        using var off = Gradients.Off();
        this.visit = visit;
        var walk = new DrawWalk(new NoiseStream(0), 1, count);
        visit(walk);
        Sites = [.. walk.Draws.Select(d => (d.Site, d.Drawn.Source))];
        if (Sites.All(s => s.Distribution.BatchShape.Length < 2)) known = Sites;
    }

    /// <summary>As they were met, in the order of the visits.</summary>
    public IReadOnlyList<(string Site, Distribution Distribution)> Sites { get; }

    /// <summary>Σ log p of the values [S, B] nats, differentiable in them.</summary>
    public Tensor LogProb(SiteValues values)
    {
        if (known is null)
        {
            var walk = new ReplayWalk(values);
            visit(walk);
            return walk.LogProb()!;
        }
        Tensor? sum = null;
        foreach (var (site, distribution) in known)
        {
            var part = distribution.LogProb(values[site]);
            sum = sum is null ? part : sum + part;
        }
        return sum!;
    }
}
