namespace Elbo.Torch.Optim;

/// <summary>The product of two schedules, such as a warm-up factor and a rate.</summary>
public sealed class ProductSchedule(Schedule a, Schedule b) : Schedule
{
    /// <inheritdoc/>
    public override double At(long step) => a.At(step) * b.At(step);
}
