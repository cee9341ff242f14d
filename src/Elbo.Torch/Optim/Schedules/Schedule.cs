namespace Elbo.Torch.Optim;

/// <summary>A number that depends on the step alone: a learning rate, or a factor of one. It has no state, so a resumed run continues it exactly.</summary>
public abstract class Schedule
{
    /// <summary>The value in force during step <paramref name="step"/>, counted from 0.</summary>
    public abstract double At(long step);

    /// <summary>This up to step <paramref name="start"/>; from there on <paramref name="next"/>, which counts from 0 again.</summary>
    public Schedule Then(long start, Schedule next) => new SequenceSchedule(this, start, next);

    /// <summary>This times <paramref name="factor"/>.</summary>
    public Schedule Times(Schedule factor) => new ProductSchedule(this, factor);
}
