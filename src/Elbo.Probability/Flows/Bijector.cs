using Elbo.Torch;

namespace Elbo.Probability.Flows;

/// <summary>
/// An invertible and differentiable map z = f(u) of vectors, u and z [sample…, batch…, D], or of what has more axes. It borrows what it depends on, like a
/// <see cref="Distribution"/>.
/// </summary>
public abstract class Bijector
{
    /// <param name="eventAxes">How many of the last axes it moves together: 1 for vectors, 3 for maps [C, H, W].</param>
    protected Bijector(int eventAxes = 1) => EventAxes = eventAxes;

    /// <summary>How many of the last axes it moves together.</summary>
    public int EventAxes { get; }

    /// <summary>f(u) and log |det ∂f/∂u| there.</summary>
    /// <param name="u">[…, D].</param>
    public abstract Moved Forward(Tensor u);

    /// <summary>f⁻¹(z) and log |det ∂f/∂u| there, of the map forward.</summary>
    /// <param name="z">[…, D].</param>
    public abstract Moved Inverse(Tensor z);

    /// <summary>The same map, through which gradients flow but into whose parameters none does.</summary>
    public abstract Bijector Detached();
}

/// <summary>Where a map leads and by how much it stretches there.</summary>
/// <param name="Value">[…, D].</param>
/// <param name="LogDet">log |det ∂f/∂u| […] nats, or what broadcasts with it; null for 0, of a map that keeps volumes.</param>
public readonly record struct Moved(Tensor Value, Tensor? LogDet)
{
    /// <summary>log of what each element is stretched by given those before it, which broadcasts with the value and whose sum is <see cref="LogDet"/>; null of a map that joins elements otherwise.</summary>
    public Tensor? Elements { get; init; }

    /// <summary>Σ of two log-determinants.</summary>
    internal static Tensor? Add(Tensor? a, Tensor? b) => a is null ? b : b is null ? a : a + b;
}
