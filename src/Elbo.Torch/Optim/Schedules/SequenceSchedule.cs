namespace Elbo.Torch.Optim;

/// <summary>One schedule after another.</summary>
/// <param name="first">Holds before <paramref name="start"/>.</param>
/// <param name="start">First step of <paramref name="next"/>, ≥ 0.</param>
/// <param name="next">Holds from then on, counted from 0 again.</param>
public sealed class SequenceSchedule(Schedule first, long start, Schedule next) : Schedule
{
    private readonly long start = start >= 0 ? start : throw new ArgumentOutOfRangeException(nameof(start), start, "must not be negative");

    /// <inheritdoc/>
    public override double At(long step) => step < start ? first.At(step) : next.At(step - start);
}
