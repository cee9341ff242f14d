using Elbo.Torch;

namespace Elbo.Models.Latents;

/// <summary>Decodes codes as <see cref="SiteEncoder"/> gives them.</summary>
/// <param name="reads">Sites that the likelihood reads; null for all.</param>
internal sealed class SiteDecoder(Model owner, IReadOnlyList<LatentSite> sites, IReadOnlyList<string>? reads = null) : IDecoder
{
    /// <inheritdoc/>
    public int LatentSize { get; } = sites.Sum(s => s.Size);

    /// <inheritdoc/>
    public int DecodedSize { get; } = sites.TakeWhile(s => reads?.Contains(s.Name) ?? true).Sum(s => s.Size);

    /// <summary>Location of p(x | z) [B, D]; of several sites those matter that the likelihood reads, the others act through them.</summary>
    public Tensor Decode(Tensor z)
    {
        var values = new SiteValues();
        if (sites is [{ Shape.Count: 1 } only]) values.Add(only.Name, z);
        else
        {
            // The kernels want dense rows, so a part of a row is copied out.
            var parts = z.SplitWithSizes([.. sites.Select(s => (long)s.Size)], -1);
            for (var k = 0; k < parts.Length; k++) values.Add(sites[k].Name, parts[k].Contiguous().View([.. z.Shape[..^1], .. sites[k].Shape]));
        }
        return LikelihoodLocation.Of((IGenerativeModel)owner, owner.Ungiven((int)z.Size(0)), values);
    }
}
