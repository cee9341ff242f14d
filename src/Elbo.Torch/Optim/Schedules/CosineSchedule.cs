namespace Elbo.Torch.Optim;

/// <summary>From <paramref name="start"/> to <paramref name="end"/> over half a cosine, and <paramref name="end"/> after it. Loshchilov and Hutter 2017, eq. 5.</summary>
/// <param name="start">The value at step 0.</param>
/// <param name="steps">Length, ≥ 1.</param>
/// <param name="end">The value from step <paramref name="steps"/> on.</param>
public sealed class CosineSchedule(double start, long steps, double end = 0) : Schedule
{
    private readonly long steps = steps >= 1 ? steps : throw new ArgumentOutOfRangeException(nameof(steps), steps, "must be at least 1");

    /// <inheritdoc/>
    public override double At(long step) =>
        step >= steps ? end : end + ((start - end) * (1 + Math.Cos(Math.PI * step / steps)) / 2);
}
