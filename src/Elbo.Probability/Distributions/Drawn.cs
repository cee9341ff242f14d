using Elbo.Torch;

namespace Elbo.Probability;

/// <summary>A draw that remembers where it came from; its log-probability is computed when asked for.</summary>
/// <param name="Value"><c>[sample…, batch…, event…]</c>.</param>
/// <param name="Source">What it was drawn from.</param>
/// <param name="Noise">The noise it is a function of, where the density is known in terms of it; else null.</param>
public readonly record struct Drawn(Tensor Value, Distribution Source, Tensor? Noise)
{
    /// <summary>log q(z) of the draw where drawing has told it already; else null. Computed when called.</summary>
    public Func<Tensor>? Density { get; init; }

    /// <summary>
    /// Where the elements of the draw follow one another, log q of each given those before it, <c>[sample…, batch…, event…]</c>, whose sum is log q(z); null where drawing does not tell.
    /// Computed when called.
    /// </summary>
    public Func<Tensor>? ElementDensity { get; init; }

    /// <summary>
    /// Of a draw whose gradient is not the whole one: <c>[sample…, batch…]</c>, 0 in value, with the derivative of the log-density of its noise. The gradient of the mean of f(z) is
    /// that of f(z) + f · correction, f not differentiated. Null where the gradient is whole, or known to be biased. Computed when called.
    /// </summary>
    public Func<Tensor>? Correction { get; init; }

    /// <summary>log q(z) of the draw, <c>[sample…, batch…]</c>, nats. Its gradient is the total derivative: through z as well as through the parameters.</summary>
    public Tensor LogProb() => Density is { } density ? density() : Noise is { } noise && Source is IDensityOfNoise known ? known.LogProbOfNoise(noise) : Source.LogProb(Value);
}
