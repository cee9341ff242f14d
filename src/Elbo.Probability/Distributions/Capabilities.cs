using Elbo.Torch;

namespace Elbo.Probability;

/// <summary>Draws are a differentiable function of the parameters and of noise that does not depend on them: their gradient is the pathwise one.</summary>
public interface IReparameterised;

/// <summary>The density of a draw is known in terms of its noise, which is cheaper and keeps more digits than going back from the draw.</summary>
public interface IDensityOfNoise
{
    /// <summary>log q(z(ε)) as a function of noise and parameters, <c>[sample…, batch…]</c>, nats.</summary>
    /// <param name="eps">Noise of a draw, <c>[sample…, batch…, event…]</c>.</param>
    Tensor LogProbOfNoise(Tensor eps);
}

/// <summary>The mean is known in closed form.</summary>
public interface IHasMean
{
    /// <summary>Mean of each element, <c>[batch…, event…]</c>.</summary>
    Tensor Mean();
}

/// <summary>The variance is known in closed form.</summary>
public interface IHasVariance
{
    /// <summary>Variance of each element, <c>[batch…, event…]</c>.</summary>
    Tensor Variance();
}

/// <summary>The distribution function of one element is known in closed form, and so is its inverse. Where the support is continuous both are differentiable, in the parameters as well.</summary>
public interface IHasCdf
{
    /// <summary>P(X ≤ x) of each element, in [0, 1].</summary>
    /// <param name="x"><c>[sample…, batch…, event…]</c> or what broadcasts with it; 0 is given below the support and 1 above.</param>
    Tensor Cdf(Tensor x);

    /// <summary>The least x with P(X ≤ x) ≥ p, of each element: the inverse of <see cref="Cdf"/>.</summary>
    /// <param name="p">In (0, 1), <c>[sample…, batch…, event…]</c> or what broadcasts with it.</param>
    Tensor Quantile(Tensor p);
}

/// <summary>Elements are independent, and their distribution functions can be asked one number at a time, with the same bits on every machine: what entropy coding needs.</summary>
public interface IHasNumberCdf
{
    /// <summary>K ≥ 2, where an element is one of the K values k/(K − 1); null where it is any real number.</summary>
    int? Levels { get; }

    /// <summary>Of all elements. Parameters are read here, so inside of a <see cref="Torch.Portable.PortableScope"/> where the same bits are wanted, and not needed afterwards.</summary>
    NumberCdf Numbers();
}

/// <summary>Distribution functions of independent numbers.</summary>
/// <param name="Count">How many.</param>
/// <param name="Below">P(X_n &lt; x) of number n, in row-major order of <c>[batch…, event…]</c>, in [0, 1]; of one with levels x is k, and P that of a level before the k-th.</param>
public sealed record NumberCdf(int Count, Func<int, double, double> Below);

/// <summary>The entropy is known in closed form.</summary>
public interface IHasEntropy
{
    /// <summary>Entropy of one event, <c>[batch…]</c>, nats; differential where the support is continuous.</summary>
    Tensor Entropy();
}

/// <summary>A sum of weighted components, each of which can be drawn from.</summary>
public interface IMixture
{
    /// <summary>log π_k <c>[batch…, K]</c>, nats; Σ_k π_k = 1.</summary>
    Tensor LogWeights();

    /// <summary>Draws of every component, <c>[samples, K, batch…, event…]</c>, differentiable in its parameters where it is reparameterised.</summary>
    /// <param name="noise">Source of the draws; it moves on.</param>
    Tensor DrawComponents(NoiseStream noise, int samples);
}
