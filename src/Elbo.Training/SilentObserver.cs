using Elbo.Training.Warnings;

namespace Elbo.Training;

/// <summary>Takes no notice; the logs of the run say it all.</summary>
public sealed class SilentObserver : ITrainingObserver
{
    public void Started(TrainingStart start)
    {
    }

    public void Stepped(in StepReport step)
    {
    }

    public void EpochEnded(EpochReport epoch)
    {
    }

    public void Warned(TrainingWarning warning)
    {
    }
}
