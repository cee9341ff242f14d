using Elbo.Torch;

namespace Elbo.Probability;

/// <summary>A distribution whose elements are independent of one another: a family says how it is made again from changed parameters.</summary>
public abstract class IndependentDistribution : Distribution
{
    /// <inheritdoc cref="Distribution(ReadOnlySpan{long}, int, DType, Device)"/>
    protected IndependentDistribution(ReadOnlySpan<long> shape, int eventAxes, DType dtype, Device device) : base(shape, eventAxes, dtype, device)
    {
    }

    /// <summary>True.</summary>
    public sealed override bool HasIndependentElements => true;

    /// <inheritdoc/>
    public sealed override Distribution Detached() => With(parameter => parameter.Detach(), EventAxes);

    /// <inheritdoc/>
    public sealed override Distribution Elements() => EventAxes == 0 ? this : With(parameter => parameter, 0);

    /// <summary>The same family with every parameter replaced.</summary>
    /// <param name="map">Gives the new parameter for each, of the same shape.</param>
    /// <param name="eventAxes">How many of the last axes form one event of the new distribution.</param>
    protected abstract Distribution With(Func<Tensor, Tensor> map, int eventAxes);
}
