using Elbo.Torch;

namespace Elbo.Probability;

/// <summary>A Monte-Carlo estimate with its error bar.</summary>
/// <param name="Value"><c>[batch…]</c>, nats, f64 on the CPU.</param>
/// <param name="StandardError"><c>[batch…]</c>, nats: the standard deviation of <paramref name="Value"/> over repetitions.</param>
public readonly record struct KlEstimate(Tensor Value, Tensor StandardError);
