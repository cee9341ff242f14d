using Elbo.Torch;

namespace Elbo.Probability;

/// <summary>A distribution of independent elements whose draws are differentiable: a family adds the density of one element and its map from noise.</summary>
public abstract class ElementwiseDistribution : Distribution, IReparameterised
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
        return SumEvent(LogDensity(x));
    }

    /// <inheritdoc/>
    public sealed override Tensor Sample(Generator generator, params ReadOnlySpan<long> sampleShape)
    {
        using var off = Gradients.Off();
        return Rsample(generator, sampleShape);
    }

    /// <inheritdoc/>
    public abstract Tensor Rsample(Generator generator, params ReadOnlySpan<long> sampleShape);

    /// <summary>Log-density of each element, nats; its shape is that of x broadcast with the parameters.</summary>
    protected abstract Tensor LogDensity(Tensor x);

    /// <summary>u ~ U(0, 1) for draws with these leading axes, never 0 or 1.</summary>
    private protected Tensor OpenUniform(Generator generator, ReadOnlySpan<long> sampleShape) =>
        Noise.OpenUniform(DrawShape(sampleShape), generator, DType, Device);

    /// <summary>−log u ~ Exponential(1) for draws with these leading axes, above 0.</summary>
    private protected Tensor StandardExponential(Generator generator, ReadOnlySpan<long> sampleShape) => -OpenUniform(generator, sampleShape).Log();

    /// <summary>The density where <paramref name="inside"/> holds, −∞ elsewhere.</summary>
    private protected static Tensor Only(Tensor inside, Tensor density) => density.MaskedFill(inside.LogicalNot(), double.NegativeInfinity);
}
