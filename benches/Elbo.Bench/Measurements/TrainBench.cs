using System.Diagnostics;
using System.Text.Json.Nodes;
using Elbo.Cli.Shell;
using Elbo.Data;
using Elbo.Runs;
using Elbo.Runs.Recipes;
using Elbo.Runs.Sessions;
using Elbo.Training;
using Elbo.Training.Configuration;
using Elbo.Training.Runs;

namespace Elbo.Bench.Measurements;

/// <summary>
/// Whole training steps beside hand-written PyTorch loops on the same libtorch, BLAS and threads. Short runs of both sides and of the floor
/// take turns; the medians are reported.
/// </summary>
internal static class TrainBench
{
    /// <param name="kinds">Of peers; none for our steps alone.</param>
    /// <exception cref="CommandException">No peer runs at all: PyTorch is missing.</exception>
    public static (IReadOnlyList<TrainRow> Rows, JsonObject? Peer) Measure(IReadOnlyList<TrainCase> cases, IReadOnlyList<PeerKind> kinds, int turns, Session session)
    {
        var folder = Directory.CreateTempSubdirectory("elbo-bench-").FullName;
        try
        {
            using var work = session.Progress.Begin("bench train", turns * cases.Count);
            var rows = new List<TrainRow>();
            JsonObject? description = null;
            foreach (var measured in cases)
            {
                var config = Config(measured);
                using var data = TrainingRun.OpenData(config.Data, session);
                using var peers = new TrainPeers(kinds, measured, Path.Combine(folder, $"{measured.Name}.npy"), data);
                description ??= peers.Description;
                rows.Add(Row(Path.Combine(folder, measured.Name), measured, config, data, peers, turns, turn => work.Report(rows.Count * turns + turn), session.Cancel));
            }
            work.Done();
            return (rows, description);
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }

    private static RunConfig Config(TrainCase measured) => new RunSettings().Over(new()).With("data.id", measured.DataId).With("training.batch", measured.Batch)
        .With("training.epochs", 1_000_000).Set(measured.Settings).Resolve();

    private static TrainRow Row(string folder, TrainCase measured, RunConfig config, IDataset data, TrainPeers peers, int turns, Action<int> report, CancellationToken cancel)
    {
        var (batch, steps) = (measured.Batch, measured.Steps);
        using var trainer = new Trainer(RunDirectory.Create(folder, config), data);
        using var floor = measured.Floor(batch);
        // Long enough for the runtime to have compiled the loop in its last tier.
        for (var round = 0; round < 5; round++)
        {
            Steps(trainer, steps);
            Thread.Sleep(100);
        }
        floor.Measure(Math.Min(20, steps));
        List<double> own = [], least = [];
        for (var turn = 1; turn <= turns; turn++)
        {
            cancel.ThrowIfCancellationRequested();
            own.Add(Steps(trainer, steps));
            peers.TakeTurn(batch, steps);
            least.Add(floor.Measure(steps));
            report(turn);
        }
        var alone = Median.Of(least);
        return new(measured.Name, Median.Of(own), peers.Beside(own), alone, floor.Flops / alone / 1e6);
    }

    private static double Steps(Trainer trainer, int steps)
    {
        var clock = Stopwatch.StartNew();
        for (var taken = 0; taken < steps;)
            if (trainer.TakeStep()) taken++;
        return clock.Elapsed.TotalMilliseconds / steps;
    }
}
