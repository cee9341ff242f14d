using Elbo.Probability;
using Elbo.Torch;

namespace Elbo.Models.Latents;

/// <summary>Gives every site the value it has, and keeps the distributions: how a program sees values that another has drawn.</summary>
/// <param name="values">Of all sites.</param>
public sealed class ReplayWalk(SiteValues values) : SiteWalk
{
    private readonly List<(string Site, Distribution Distribution)> visits = [];

    /// <summary>The distributions met, in the order of the visits.</summary>
    public IReadOnlyList<(string Site, Distribution Distribution)> Visits => visits;

    /// <summary>Null.</summary>
    public override Pass? Pass => null;

    /// <summary>Those given.</summary>
    public override SiteValues Values => values;

    /// <inheritdoc/>
    public override Tensor At(string site, Distribution distribution)
    {
        visits.Add((site, distribution));
        return values[site];
    }

    /// <summary>Σ log p of the values, in the order of the visits [S, B] nats; null for a program without sites.</summary>
    public Tensor? LogProb()
    {
        Tensor? sum = null;
        foreach (var (site, distribution) in visits)
        {
            var part = distribution.LogProb(values[site]);
            sum = sum is null ? part : sum + part;
        }
        return sum;
    }
}
