using Elbo.Training.Warnings;

namespace Elbo.Training;

/// <summary>Takes no notice; the logs of the run say it all.</summary>
public sealed class SilentObserver : ITrainingObserver
{
    /// <inheritdoc/>
    public void Started(TrainingStart start)
    {
    }

    /// <inheritdoc/>
    public void Stepped(in StepReport step)
    {
    }

    /// <inheritdoc/>
    public void EpochEnded(EpochReport epoch)
    {
    }

    /// <inheritdoc/>
    public void Warned(TrainingWarning warning)
    {
    }
}
