using System.Globalization;
using Elbo.Training.Configuration;
using Elbo.Training.Runs;

namespace Elbo.Training;

/// <summary>What can be done about a training that left the finite numbers.</summary>
internal static class Divergence
{
    // A third: two tries make an order of magnitude.
    private const double Smaller = 3;

    /// <summary>Names the checkpoint that is good, and the command that goes on from it.</summary>
    /// <param name="stage">Of which the training is.</param>
    /// <param name="config">Of that stage.</param>
    /// <param name="went">Whether steps were done since the latest checkpoint: one at which it failed at once is not good.</param>
    public static string WayOn(RunDirectory run, StageDirectory stage, TrainingConfig config, bool went)
    {
        var command = $"`{TypedCommand.Of("resume", run.Path, "--set", string.Create(CultureInfo.InvariantCulture, $"{RunChanges.KeyOf(run, stage.Name, "learningRate")}={config.LearningRate / Smaller:G2}"))}`";
        if (Checkpoint.Latest(stage.CheckpointsPath) is not { } checkpoint) return $"no checkpoint was due yet: begin again with {command}";
        var path = Path.GetRelativePath(run.Path, checkpoint.Path);
        return went ? $"{path} is good: go on from it with {command}" : $"{path} is not good: remove it, then go on from the one before with {command}";
    }
}
