namespace Elbo.Evaluation.Likelihood;

/// <summary>How log p(x) is estimated from posterior draws (<see cref="HarmonicEvaluator"/>).</summary>
public sealed record HarmonicOptions
{
    /// <summary>L, draws of each example that a density is fitted to, and as many fresh ones that the estimate is made of.</summary>
    public int Draws { get; init; } = 2000;

    /// <summary>Chains that make the draws; the error of an estimate is told from how they differ.</summary>
    public const int Chains = 20;
}
