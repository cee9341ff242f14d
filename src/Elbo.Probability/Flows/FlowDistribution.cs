using Elbo.Torch;

namespace Elbo.Probability.Flows;

/// <summary>
/// The distribution of f(u) with u of a simple one: log q(f(u)) = log q(u) − log |det ∂f/∂u|. A draw keeps its log-probability, which is taken from u; that of
/// other values asks for the inverse of f.
/// </summary>
/// <param name="start">Of u [batch…, D], or with as many axes as the map moves together; reparameterised.</param>
/// <param name="map">f.</param>
public sealed class FlowDistribution(Distribution start, Bijector map) : Distribution(start.Shape, start.EventAxes, start.DType, start.Device), IReparameterised
{
    /// <inheritdoc/>
    public override Support Support => Support.Real;

    /// <inheritdoc/>
    public override bool HasIndependentElements => false;

    /// <summary>Of u.</summary>
    public Distribution Start { get; } = start is IReparameterised && start.EventAxes == map.EventAxes ? start
        : throw new ArgumentException($"a flow starts at a reparameterised distribution whose events have as many axes as its map moves together, {map.EventAxes}; not at {start}", nameof(start));

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x)
    {
        CheckEvent(x);
        var (u, logDet) = map.Inverse(x);
        return Density(Start.LogProb(u), logDet);
    }

    /// <inheritdoc/>
    public override Drawn Draw(NoiseStream noise, params ReadOnlySpan<long> sampleShape)
    {
        var first = Start.Draw(noise, sampleShape);
        var moved = map.Forward(first.Value);
        return new(moved.Value, this, null)
        {
            Density = () => Density(first.LogProb(), moved.LogDet),
            ElementDensity = moved.Elements is { } stretch && Start.HasIndependentElements ? () => (first with { Source = Start.Elements() }).LogProb() - stretch : null,
        };
    }

    /// <inheritdoc/>
    public override Distribution Detached() => new FlowDistribution(Start.Detached(), map.Detached());

    /// <summary>Refused: the map joins them.</summary>
    /// <inheritdoc/>
    public override Distribution Elements() => throw new NotSupportedException($"the elements of {this} depend on one another");

    /// <summary>Where the location of u is moved to.</summary>
    /// <inheritdoc/>
    public override Tensor? Location() => Start.Location() is { } location ? map.Forward(location).Value : null;

    private static Tensor Density(Tensor first, Tensor? logDet) => logDet is null ? first : first - logDet;
}
