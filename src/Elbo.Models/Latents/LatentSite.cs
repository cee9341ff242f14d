namespace Elbo.Models.Latents;

/// <summary>A named latent variable of a model.</summary>
/// <param name="Name">Lower case, e.g. <c>z</c> or <c>h_1</c>.</param>
/// <param name="Shape">Of one value of one example, e.g. [Z].</param>
public sealed record LatentSite(string Name, IReadOnlyList<long> Shape)
{
    /// <summary>Whether it has a value for each item of an example, so that it is no part of the code of the example as a whole.</summary>
    public bool OfItems { get; init; }

    /// <summary>
    /// Whether its values are directions, of length 1 over the last axis: their coordinates mean nothing one by one, and the way from one to another is an arc.
    /// </summary>
    public bool IsDirection { get; init; }

    /// <summary>Numbers in one value.</summary>
    public int Size => checked((int)Shape.Aggregate(1L, (product, size) => product * size));
}
