namespace Elbo.Probability.Inference;

/// <summary>Step sizes given beforehand, so that every kernel leaves its distribution exactly invariant.</summary>
/// <param name="sizes">ε of the kernel of each β_t, all above 0; a single one is that of all.</param>
public sealed class FrozenStepSize(params IReadOnlyList<double> sizes) : IStepSize
{
    /// <summary>ε of each, or the one of all.</summary>
    public IReadOnlyList<double> Sizes => sizes;

    /// <inheritdoc/>
    public double At(int distribution) => sizes[Math.Min(distribution, sizes.Count - 1)];

    /// <inheritdoc/>
    public void Tell(int distribution, double acceptance)
    {
    }
}
