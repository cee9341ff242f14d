using Elbo.Data;
using Elbo.Models.Conditionals;
using Elbo.Models.Conditioning;
using Elbo.Probability;
using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models.Latents;

/// <summary>p(x | z): the networks it uses, and the distribution they give.</summary>
/// <param name="Parts">Networks by the names they get in the model, which owns them from then on.</param>
/// <param name="Of">The distribution given a batch and the values of the sites, [S, B, …] or [B, …].</param>
public sealed record DataLikelihood(IReadOnlyList<(string Name, Module Part)> Parts, Func<Batch, SiteValues, Pass, Distribution> Of)
{
    /// <summary>The sites it reads, the others act through them; null for all.</summary>
    public IReadOnlyList<string>? Reads { get; init; }

    /// <summary>What of an example it is told beside z, so that it is of the rest; null for a likelihood of whole examples.</summary>
    public IGiven? Given { get; init; }

    /// <summary>Whether it looks at the batch beside z, be it at what is given or at anything else.</summary>
    public bool IsConditional
    {
        get => field || Given is not null;
        init;
    }

    /// <summary>What it is of [B, …], where that is neither x nor what is left of it beside what is given.</summary>
    public Func<Batch, Tensor>? Observed { get; init; }

    /// <summary>Whether what is generated is a draw from it, as a point of it would say little.</summary>
    public bool IsDrawn { get; init; }

    /// <summary>What values it expects; null where any will do.</summary>
    public IDataRange? Range { get; init; }

    /// <summary>A decoder of one site.</summary>
    /// <param name="part">Name of the network in the model.</param>
    public static DataLikelihood At(string site, string part, Conditional<Tensor> decoder) =>
        new([(part, decoder)], (_, z, pass) => decoder.Of(z[site], pass)) { Range = decoder as IDataRange, Reads = [site] };
}
