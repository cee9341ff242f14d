using System.Text.Json.Nodes;
using Elbo.Cli.Runs;
using Elbo.Cli.Shell;
using Elbo.Torch;
using Elbo.Training;
using Elbo.Training.Runs;

namespace Elbo.Cli.Bench;

/// <summary>What a training holds after some steps.</summary>
/// <param name="LiveTensors">Handles with an owner.</param>
/// <param name="TensorBytes">CPU memory behind them.</param>
/// <param name="ResidentBytes">Of the whole process.</param>
internal sealed record MemoryRow(long Step, long LiveTensors, long TensorBytes, long ResidentBytes)
{
    public JsonObject ToJson() => new() { ["case"] = $"step-{Step}", ["live_tensors"] = LiveTensors, ["tensor_bytes"] = TensorBytes, ["rss_bytes"] = ResidentBytes };
}

/// <summary>Trains for long and looks at the memory on the way: it must not grow.</summary>
internal static class MemoryBench
{
    public static IReadOnlyList<MemoryRow> Measure(int steps, Session session)
    {
        var folder = Directory.CreateTempSubdirectory("elbo-bench-").FullName;
        try
        {
            using var data = TrainingRun.OpenData(new() { Id = "mnist" }, session);
            var config = new RunSettings().With("training.batch", 20).With("training.epochs", 1_000_000).Resolve();
            using var trainer = new Trainer(RunDirectory.Create(Path.Combine(folder, "run"), config), data);
            using var work = session.Progress.Begin("bench memory", steps);
            var rows = new List<MemoryRow>();
            while (trainer.Step < steps)
            {
                session.Cancel.ThrowIfCancellationRequested();
                if (!trainer.TakeStep()) continue;
                if (trainer.Step % 1000 == 0)
                {
                    rows.Add(new(trainer.Step, TensorCount.Live, TorchRuntime.LiveBytes, Environment.WorkingSet));
                    work.Report(trainer.Step);
                }
            }
            work.Done();
            return rows;
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }
}
