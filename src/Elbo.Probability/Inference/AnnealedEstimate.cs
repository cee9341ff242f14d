namespace Elbo.Probability.Inference;

/// <summary>What annealed importance sampling says of B normalisers.</summary>
/// <param name="Log">log of the mean weight over chains [B] nats, a lower bound in expectation; of a reverse run minus that, an upper bound.</param>
/// <param name="StandardError">Of <paramref name="Log"/> over the chains [B] nats, to first order; NaN for one chain.</param>
/// <param name="EffectiveChains">(Σw)²/Σw² [B], 1 to C.</param>
/// <param name="Acceptance">Mean over all moves, 0 to 1; NaN where there are none.</param>
public sealed record AnnealedEstimate(IReadOnlyList<double> Log, IReadOnlyList<double> StandardError, IReadOnlyList<double> EffectiveChains, double Acceptance);
