using Elbo.Models;
using Elbo.Runs.Sessions;
using Elbo.Training;
using Elbo.Training.Warnings;

namespace Elbo.Runs;

/// <summary>Shows a training as a piece of work: the bar carries the objective so far, each epoch leaves its means, each warning a line.</summary>
public sealed class TrainingProgress(IProgress progress) : ITrainingObserver, IDisposable
{
    private IWork? work;
    private string stage = "";

    /// <summary>Every epoch of this process by stage, in order.</summary>
    public Dictionary<string, List<EpochReport>> Stages { get; } = [];

    /// <summary>Of the stage that was begun last.</summary>
    public IReadOnlyList<EpochReport> Epochs => Stages.GetValueOrDefault(stage, []);

    /// <inheritdoc/>
    public void Started(TrainingStart start)
    {
        Done();
        stage = start.Stage;
        Stages.TryAdd(stage, []);
        work = progress.Begin(stage == TrainingStage.Whole ? "train" : stage, start.Steps, start: start.FirstStep);
    }

    /// <inheritdoc/>
    public void Stepped(in StepReport step) => work!.Report(step.Step, new Figure("epoch", step.Epoch, "0"), step.IsInNats ? new Figure("nats", step.Objective, "0.00") : new Figure("objective", step.Objective, "0.0000"));

    /// <inheritdoc/>
    public void EpochEnded(EpochReport epoch) => Stages[stage].Add(epoch);

    /// <inheritdoc/>
    public void Warned(TrainingWarning warning) => progress.Note($"warning: {warning.Message}; {warning.Advice}");

    /// <summary>Leaves the last epoch's means on the line.</summary>
    public void Done()
    {
        work?.Done(Epochs.Count == 0 ? null : Epochs[^1].IsInNats(EpochReport.Objective) ? $"{Epochs[^1].Train["objective"]:0.00} nats in {Epochs[^1].Seconds:0} s" : $"objective {Epochs[^1].Train["objective"]:0.0000} in {Epochs[^1].Seconds:0} s");
        work = null;
    }

    /// <inheritdoc/>
    public void Dispose() => work?.Dispose();
}
