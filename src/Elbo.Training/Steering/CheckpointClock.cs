using Elbo.Training.Configuration;

namespace Elbo.Training.Steering;

/// <summary>Says when a checkpoint is due within an epoch: after so many steps, or so many minutes after the last.</summary>
internal sealed class CheckpointClock(TrainingConfig config, TimeProvider time)
{
    private long last = time.GetTimestamp();

    public bool IsDue(long step) =>
        step % config.CheckpointSteps == 0 || time.GetElapsedTime(last).TotalMinutes >= config.CheckpointMinutes;

    /// <summary>One was written.</summary>
    public void Reset() => last = time.GetTimestamp();
}
