namespace Elbo.Evaluation.Likelihood;

/// <summary>log p(x) of examples from draws of their posteriors.</summary>
/// <param name="Indices">The examples in the split, in the order they were taken.</param>
/// <param name="PerExample">log p̂ of each, nats: bounded on neither side.</param>
/// <param name="Errors">Standard error of each over the chains, nats, to first order.</param>
/// <param name="EffectiveDraws">Mean over examples of (Σr)²/Σr², r = q̂(z)/p(x, z), 1 to L.</param>
/// <param name="Acceptance">Mean over the moves that made the draws.</param>
/// <param name="Dimensions">J, of the code.</param>
public sealed record HarmonicBound(IReadOnlyList<long> Indices, IReadOnlyList<double> PerExample, IReadOnlyList<double> Errors, double EffectiveDraws, double Acceptance, long Dimensions)
{
    /// <summary>−log p̂, standard error over examples.</summary>
    public Estimate NegativeLogLikelihood => Estimate.Of([.. PerExample.Select(v => -v)]);
}
