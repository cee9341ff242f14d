using System.Text.Json.Nodes;
using Elbo.Cli.Shell;
using Elbo.Data;
using Elbo.Runs;
using Elbo.Runs.Recipes;
using Elbo.Torch;
using Elbo.Training;
using Elbo.Training.Runs;
using Elbo.Training.Warnings;

namespace Elbo.Bench.Measurements;

/// <summary>What a training holds after some steps.</summary>
/// <param name="LiveTensors">Handles with an owner.</param>
/// <param name="TensorBytes">CPU memory behind them.</param>
/// <param name="ResidentBytes">Of the whole process.</param>
internal sealed record MemoryRow(long Step, long LiveTensors, long TensorBytes, long ResidentBytes)
{
    public static MemoryRow Now(long step) => new(step, TensorCount.Live, TorchRuntime.LiveBytes, Environment.WorkingSet);

    public JsonObject ToJson() => new() { ["case"] = $"step-{Step}", ["live_tensors"] = LiveTensors, ["tensor_bytes"] = TensorBytes, ["rss_bytes"] = ResidentBytes };
}

/// <summary>Trains for long and looks at the memory on the way: it must not grow.</summary>
internal static class MemoryBench
{
    /// <summary>Bare steps, a row at each thousand.</summary>
    public static IReadOnlyList<MemoryRow> Measure(int steps, Session session) => WithTrainer(new RunSettings().With("training.batch", 20).With("training.epochs", 1_000_000), session, trainer =>
    {
        using var work = session.Progress.Begin("bench memory", steps);
        var rows = new List<MemoryRow>();
        while (trainer.Step < steps)
        {
            session.Cancel.ThrowIfCancellationRequested();
            if (!trainer.TakeStep()) continue;
            if (trainer.Step % 1000 == 0)
            {
                rows.Add(MemoryRow.Now(trainer.Step));
                work.Report(trainer.Step);
            }
        }
        work.Done();
        return rows;
    });

    /// <summary>A whole run with all that belongs to one, a row at the end of each epoch.</summary>
    public static IReadOnlyList<MemoryRow> MeasureEpochs(int epochs, Session session) => WithTrainer(new RunSettings().With("training.epochs", epochs).With("training.ema", 0.99), session, trainer =>
    {
        using var shown = new TrainingProgress(session.Progress);
        var watch = new EpochMemory(shown);
        if (!trainer.Run(watch, session.Cancel)) throw new OperationCanceledException();
        shown.Done();
        return watch.Rows;
    });

    private static IReadOnlyList<MemoryRow> WithTrainer(RunSettings settings, Session session, Func<Trainer, IReadOnlyList<MemoryRow>> measure)
    {
        var folder = Directory.CreateTempSubdirectory("elbo-bench-").FullName;
        try
        {
            using var data = TrainingRun.OpenData(new() { Id = "mnist", Binarisation = Binarisation.Dynamic }, session);
            using var trainer = new Trainer(RunDirectory.Create(Path.Combine(folder, "run"), settings.Resolve()), data);
            return measure(trainer);
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }

    private sealed class EpochMemory(ITrainingObserver next) : ITrainingObserver
    {
        public List<MemoryRow> Rows { get; } = [];

        public void Started(TrainingStart start) => next.Started(start);

        public void Stepped(in StepReport step) => next.Stepped(step);

        public void EpochEnded(EpochReport epoch)
        {
            Rows.Add(MemoryRow.Now(epoch.Step));
            next.EpochEnded(epoch);
        }

        public void Warned(TrainingWarning warning) => next.Warned(warning);
    }
}
