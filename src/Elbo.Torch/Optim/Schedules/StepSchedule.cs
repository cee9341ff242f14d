namespace Elbo.Torch.Optim;

/// <summary>start·factor^⌊step/every⌋.</summary>
/// <param name="start">The value at step 0.</param>
/// <param name="every">Steps between changes, ≥ 1.</param>
/// <param name="factor">What each change multiplies by.</param>
public sealed class StepSchedule(double start, long every, double factor) : Schedule
{
    private readonly long every = every >= 1 ? every : throw new ArgumentOutOfRangeException(nameof(every), every, "must be at least 1");

    /// <inheritdoc/>
    public override double At(long step) => start * Math.Pow(factor, step / every);
}
