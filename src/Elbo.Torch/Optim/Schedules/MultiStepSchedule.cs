namespace Elbo.Torch.Optim;

/// <summary>start·factor^(number of milestones at or before the step).</summary>
/// <param name="start">The value before the first milestone.</param>
/// <param name="milestones">Steps at which the value changes, in any order.</param>
/// <param name="factor">What each change multiplies by.</param>
public sealed class MultiStepSchedule(double start, IEnumerable<long> milestones, double factor) : Schedule
{
    private readonly long[] milestones = [.. milestones];

    /// <inheritdoc/>
    public override double At(long step) => start * Math.Pow(factor, milestones.Count(m => m <= step));
}
