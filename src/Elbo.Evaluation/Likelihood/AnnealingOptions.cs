using Elbo.Models.Latents;

namespace Elbo.Evaluation.Likelihood;

/// <summary>How log p(x) is estimated by annealed importance sampling (<see cref="AnnealedEvaluator"/>).</summary>
public sealed record AnnealingOptions
{
    /// <summary>Examples unless told otherwise: 100 cost what 10¹⁰ multiplications of a decoder's weights cost a thousand times over.</summary>
    public const int UsualExamples = 100;

    /// <summary>Chains of each example unless told otherwise (Wu et al. 2017, arXiv 1611.04273, §5.1).</summary>
    public const int UsualChains = 16;

    /// <summary>Distributions of the path unless told otherwise.</summary>
    public const int UsualSteps = 1000;

    /// <summary>How many examples at most; null for as many as are measured on, of a whole split <see cref="UsualExamples"/>.</summary>
    public int? Examples { get; init; }

    /// <summary>C, chains of each example.</summary>
    public int Chains { get; init; } = UsualChains;

    /// <summary>T, distributions of the path with both ends; at least 2, with which nothing is annealed.</summary>
    public int Steps { get; init; } = UsualSteps;

    /// <summary>Where the path begins.</summary>
    public AnnealingBase Start { get; init; }

    /// <summary>Whether simulated examples are bounded from above as well (bidirectional Monte Carlo). Step sizes are then those of a pilot run, so that both bounds hold strictly.</summary>
    public bool Bdmc { get; init; }

    /// <summary>ε of leapfrog at every distribution; null lets it adapt.</summary>
    public double? StepSize { get; init; }

    /// <summary>When to stop, with the examples done so far; null for never.</summary>
    public double? Minutes { get; init; }

    /// <summary>What <see cref="Minutes"/> are told by.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>What figures depend on, as text.</summary>
    internal string Key => FormattableString.Invariant($"{Chains} {Steps} {Start} {Bdmc} {StepSize}");
}
