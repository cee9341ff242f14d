using Elbo.Torch;

namespace Elbo.Probability;

/// <summary>Draws are a differentiable function of the parameters and of noise that does not depend on them.</summary>
public interface IReparameterised
{
    /// <summary>Draws <c>[sample…, batch…, event…]</c> whose gradient with respect to the parameters is the pathwise one.</summary>
    /// <param name="generator">Source of the noise.</param>
    /// <param name="sampleShape">Leading axes; none gives one draw per batch element.</param>
    Tensor Rsample(Generator generator, params ReadOnlySpan<long> sampleShape);
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

/// <summary>The entropy is known in closed form.</summary>
public interface IHasEntropy
{
    /// <summary>Entropy of one event, <c>[batch…]</c>, nats; differential where the support is continuous.</summary>
    Tensor Entropy();
}
