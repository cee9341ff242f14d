namespace Elbo.Torch.Optim;

/// <summary>The same <paramref name="value"/> at every step.</summary>
public sealed class ConstantSchedule(double value) : Schedule
{
    /// <inheritdoc/>
    public override double At(long step) => value;
}
