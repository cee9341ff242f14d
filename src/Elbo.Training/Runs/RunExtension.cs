using System.Globalization;
using Elbo.Models.Configuration;

namespace Elbo.Training.Runs;

/// <summary>More epochs for a run, whether it has come to its end or not: it goes on from its last checkpoint.</summary>
public static class RunExtension
{
    /// <summary>Sets the epochs of the last stage of a finished run, or of the stage that is under way.</summary>
    /// <param name="epochs">In all, with those that are done.</param>
    /// <returns>The run, which is not complete any more.</returns>
    /// <exception cref="RunException">As many are done already, the run stopped early, its last checkpoint is gone, or another process trains it.</exception>
    /// <exception cref="ConfigException">No such number of epochs.</exception>
    public static RunDirectory Apply(RunDirectory run, int epochs)
    {
        // Of the names that a kind of model can have, a model may do without some.
        var stage = run.IsComplete ? run.Stages.Last(s => s.IsComplete) : run.Stages.First(s => !s.IsComplete);
        var (config, done) = (run.Config.TrainingOf(stage.Name), stage.Epochs);
        if (epochs <= done && (run.IsComplete || epochs < done)) throw new RunException(Text($"{run.Path}: {done} epochs are done{Of(run, stage)}; --epochs {epochs} adds none"));
        if (run.IsComplete)
        {
            if (done < config.Epochs) throw new RunException(Text($"{run.Path}: stopped early after {done} of {config.Epochs} epochs, as training.patience asked for; train anew with more patience"));
            if (Checkpoint.Latest(stage.CheckpointsPath) is null) throw new RunException($"{run.Path}: its last checkpoint is gone, so nothing can go on from it");
            Reopen(run, stage);
        }
        var key = run.Stages.Count == 1 ? "training.epochs" : $"training.stages.{stage.Name}.epochs";
        return RunChanges.Apply(run, [Text($"{key}={epochs}")]);
    }

    // First: cut short here, the run ends again as it was by the next resume.
    private static void Reopen(RunDirectory run, StageDirectory stage)
    {
        using var hold = new RunLock(run);
        var model = run.Stages.Count == 1 ? stage.PathOf(WeightsKind.Last) : Path.Combine(run.Path, "model", Path.GetFileName(stage.PathOf(WeightsKind.Last)));
        foreach (var folder in (string[])[Path.GetDirectoryName(model)!, Path.GetDirectoryName(stage.PathOf(WeightsKind.Last))!])
            foreach (var kind in (WeightsKind[])[WeightsKind.Last, WeightsKind.Ema]) File.Delete(Path.Combine(folder, Path.GetFileName(stage.PathOf(kind))));
    }

    private static string Of(RunDirectory run, StageDirectory stage) => run.Stages.Count == 1 ? "" : $" of the {stage.Name}";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
