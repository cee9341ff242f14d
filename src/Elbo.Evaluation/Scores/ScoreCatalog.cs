namespace Elbo.Evaluation.Scores;

/// <summary>Every score, a line each.</summary>
public static class ScoreCatalog
{
    /// <summary>Name of the score that looks at another run.</summary>
    public const string Background = "background_excess";

    /// <summary>The bound.</summary>
    public static IExampleScore Elbo { get; } = new BoundScore("elbo", "bound on log p(x)", false, m => m.Importance().MeanLogWeight);

    /// <summary>The importance-weighted bound.</summary>
    public static IExampleScore Iwae { get; } = new BoundScore("iwae", "L_K, the importance-weighted bound, nearer to log p(x)", false, m => m.Importance().PerExample);

    /// <summary>In the order of columns.</summary>
    public static IReadOnlyList<IExampleScore> All { get; } =
    [
        Elbo,
        Iwae,
        // The expected log-likelihood is the bound and the divergence, which is known in closed form and not from draws.
        new BoundScore("reconstruction", "E_q log p(x|z), minus the reconstruction error: what the code cannot say", false, m => [.. m.Importance().MeanLogWeight.Zip(m.Parts().Divergence, (bound, kl) => bound + kl)]),
        new BoundScore("kl", "KL(q(z|x) ‖ p(z)): how unusual the code is", true, m => m.Parts().Divergence),
        new PngExcessScore(),
        new BackgroundExcessScore(),
        new TypicalityScore(),
        new RegretScore(),
    ];
}
