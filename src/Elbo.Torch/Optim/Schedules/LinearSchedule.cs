namespace Elbo.Torch.Optim;

/// <summary>A straight line from <paramref name="start"/> to <paramref name="end"/>, and <paramref name="end"/> after it: the usual warm-up.</summary>
/// <param name="start">The value at step 0.</param>
/// <param name="steps">Length, ≥ 1.</param>
/// <param name="end">The value from step <paramref name="steps"/> on.</param>
public sealed class LinearSchedule(double start, long steps, double end) : Schedule
{
    private readonly long steps = steps >= 1 ? steps : throw new ArgumentOutOfRangeException(nameof(steps), steps, "must be at least 1");

    /// <inheritdoc/>
    public override double At(long step) => step >= steps ? end : start + ((end - start) * step / steps);
}
