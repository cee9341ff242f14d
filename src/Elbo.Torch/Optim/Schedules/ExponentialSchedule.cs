namespace Elbo.Torch.Optim;

/// <summary>start·factor^step.</summary>
public sealed class ExponentialSchedule(double start, double factor) : Schedule
{
    /// <inheritdoc/>
    public override double At(long step) => start * Math.Pow(factor, step);
}
