using Elbo.Probability;
using Elbo.Torch;

namespace Elbo.Models.Latents;

/// <summary>Draws every site: S values for each of B examples, [S, B, …].</summary>
/// <param name="pass">Draws come from its noise.</param>
/// <param name="samples">S; a leading axis even where it is 1.</param>
/// <param name="count">B.</param>
/// <param name="given">Values [S, B, …] of sites that are not drawn; null for none.</param>
public sealed class DrawWalk(Pass pass, long samples, long count, SiteValues? given = null) : SiteWalk
{
    private readonly List<SiteDraw> draws = [];

    /// <summary>Of a visit that nobody else has a part in.</summary>
    public DrawWalk(NoiseStream noise, long samples, long count)
        : this(new Pass(noise), samples, count)
    {
    }

    /// <inheritdoc/>
    public override Pass? Pass { get; } = pass;

    /// <summary>What was drawn, in the order of the visits.</summary>
    public IReadOnlyList<SiteDraw> Draws => draws;

    /// <summary>All values, drawn and given.</summary>
    public override SiteValues Values { get; } = new();

    /// <inheritdoc/>
    public override Tensor At(string site, Distribution distribution)
    {
        if (given is not null && given.TryGet(site, out var fixedValue))
        {
            Values.Add(site, fixedValue);
            return fixedValue;
        }
        var noise = Pass!.Noise;
        var drawn = distribution.BatchShape.Length switch
        {
            0 => distribution.Draw(noise, samples, count),
            1 => distribution.Draw(noise, samples),
            _ => distribution.Draw(noise),
        };
        if (drawn.Correction is not null && Gradients.Enabled && !Pass.AddsScores)
            throw new NotSupportedException($"the latent site '{site}' is drawn with correction=score, which this objective does not add to its gradient; correction=implicit needs nothing added");
        draws.Add(new(site, drawn));
        Values.Add(site, drawn.Value);
        return drawn.Value;
    }
}

/// <summary>A site and its draw.</summary>
public readonly record struct SiteDraw(string Site, Drawn Drawn);
