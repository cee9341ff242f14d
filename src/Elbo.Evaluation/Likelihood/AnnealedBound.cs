namespace Elbo.Evaluation.Likelihood;

/// <summary>log p(x) of examples by annealed importance sampling.</summary>
/// <param name="Indices">The examples in the split, in the order they were taken.</param>
/// <param name="PerExample">log p̂ of each, nats: a lower bound on log p(x) in expectation, and Pr(log p̂ &gt; log p + b) &lt; e^−b.</param>
/// <param name="EffectiveChains">Mean over examples of (Σw)²/Σw², 1 to C.</param>
/// <param name="Acceptance">Mean over all moves; NaN where there are none.</param>
/// <param name="Wanted">Examples that were to be measured; more than there are where the time was up.</param>
/// <param name="Sandwich">Both bounds of simulated examples; null where they were not asked for.</param>
public sealed record AnnealedBound(IReadOnlyList<long> Indices, IReadOnlyList<double> PerExample, double EffectiveChains, double Acceptance, int Wanted, SandwichBound? Sandwich)
{
    /// <summary>−log p̂, standard error over examples.</summary>
    public Estimate NegativeLogLikelihood => Estimate.Of([.. PerExample.Select(v => -v)]);

    /// <summary>Whether of several chains one carries the average, which then says how good the best chain was and lies far below log p(x).</summary>
    /// <param name="chains">C.</param>
    public bool IsCarriedByOne(int chains) => chains > 2 && EffectiveChains < 2;
}

/// <summary>log p(x) of simulated examples from both sides (bidirectional Monte Carlo; Wu et al. 2017, arXiv 1611.04273).</summary>
/// <param name="Lower">Forward, nats.</param>
/// <param name="Upper">Reverse, from the z each example was made from.</param>
/// <param name="Acceptance">Mean over the moves of both.</param>
public sealed record SandwichBound(IReadOnlyList<double> Lower, IReadOnlyList<double> Upper, double Acceptance)
{
    /// <summary>Upper − lower of each example: what both estimates are off by at most, on average.</summary>
    public Estimate Gap => Estimate.Of([.. Upper.Zip(Lower, (upper, lower) => upper - lower)]);
}
