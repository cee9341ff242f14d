namespace Elbo.Models.Latents;

/// <summary>What the densities of a model are of, in words for figures: without a condition p(x), p(x|z), q(z|x), p(z).</summary>
/// <param name="Observed">What the likelihood is of: <c>x</c>, or <c>y</c> where x is given.</param>
public sealed record DensityWords(string Observed = "x")
{
    /// <summary>What is given beside z; null for nothing.</summary>
    public string? Given { get; init; }

    /// <summary>Whether there is a z at all.</summary>
    public bool HasLatents { get; init; } = true;

    /// <summary>Whether z depends on what is given before the example is seen.</summary>
    public bool HasConditionalPrior { get; init; }

    /// <summary>E.g. <c>y|x</c>.</summary>
    public string Evidence => Bar(Observed, Given);

    /// <summary>E.g. <c>y|x,z</c>.</summary>
    public string Likelihood => Bar(Observed, Given, HasLatents ? "z" : null);

    /// <summary>E.g. <c>z|y,x</c>.</summary>
    public string Posterior => Bar("z", Observed, Given);

    /// <summary>E.g. <c>z</c>.</summary>
    public string Prior => Bar("z", HasConditionalPrior ? Given : null);

    private static string Bar(string of, params IEnumerable<string?> conditions) => string.Join(",", conditions.Where(c => c is not null)) is { Length: > 0 } given ? $"{of}|{given}" : of;
}
