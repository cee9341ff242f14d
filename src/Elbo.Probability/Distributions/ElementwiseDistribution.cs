using Elbo.Torch;

namespace Elbo.Probability;

/// <summary>A distribution of independent elements whose draws are differentiable: a family adds the density of one element and its map from noise.</summary>
public abstract class ElementwiseDistribution : IndependentDistribution, IReparameterised
{
    /// <inheritdoc cref="Distribution(ReadOnlySpan{long}, int, DType, Device)"/>
    protected ElementwiseDistribution(ReadOnlySpan<long> shape, int eventAxes, DType dtype, Device device) : base(shape, eventAxes, dtype, device)
    {
    }

    /// <summary>Σ of the elements' log-densities, −∞ where an element lies outside the support.</summary>
    /// <inheritdoc/>
    public sealed override Tensor LogProb(Tensor x)
    {
        CheckEvent(x);
        return Round(SumEvent(LogDensity(x)), x);
    }

    /// <inheritdoc/>
    public sealed override Drawn Draw(NoiseStream noise, params ReadOnlySpan<long> sampleShape) => new(MapNoise(noise, DrawShape(sampleShape)), this, null);

    /// <summary>Draws of the given shape, <c>[sample…, batch…, event…]</c>, differentiable in the parameters.</summary>
    protected abstract Tensor MapNoise(NoiseStream noise, ReadOnlySpan<long> shape);

    /// <summary>Log-density of each element, nats; its shape is that of x broadcast with the parameters. It may be f64, which is rounded after it is summed.</summary>
    protected abstract Tensor LogDensity(Tensor x);

    /// <summary>The density where <paramref name="inside"/> holds, −∞ elsewhere.</summary>
    private protected static Tensor Only(Tensor inside, Tensor density) => density.MaskedFill(inside.LogicalNot(), double.NegativeInfinity);
}
