namespace Elbo.Torch.Optim;

/// <summary>start·factor^step.</summary>
public sealed class ExponentialSchedule(double start, double factor) : Schedule
{
    public override double At(long step) => start * Math.Pow(factor, step);
}
