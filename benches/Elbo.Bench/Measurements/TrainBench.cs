using System.Diagnostics;
using System.Text.Json.Nodes;
using Elbo.Cli.Shell;
using Elbo.Data;
using Elbo.Runs;
using Elbo.Runs.Recipes;
using Elbo.Runs.Sessions;
using Elbo.Torch;
using Elbo.Torch.IO;
using Elbo.Training;
using Elbo.Training.Configuration;
using Elbo.Training.Runs;

namespace Elbo.Bench.Measurements;

/// <summary>One case: milliseconds per training step here, in the peer, and of its matrix products or convolutions alone.</summary>
internal sealed record TrainRow(string Case, double Elbo, double? Peer, double Floor, double GigaflopsPerSecond)
{
    public double? Ratio => Elbo / Peer;

    public JsonObject ToJson() => new()
    {
        ["case"] = Case,
        ["elbo_ms"] = Json.Number(Elbo, 4),
        ["peer_ms"] = Peer is { } peer ? Json.Number(peer, 4) : null,
        ["ratio"] = Ratio is { } ratio ? Json.Number(ratio, 3) : null,
        ["floor_ms"] = Json.Number(Floor, 4),
        ["floor_gflops"] = Json.Number(GigaflopsPerSecond, 1),
    };
}

/// <summary>
/// Whole training steps beside hand-written PyTorch loops on the same libtorch, BLAS and threads. Short runs of both sides and of the floor
/// take turns; the medians are reported.
/// </summary>
internal static class TrainBench
{
    private const string Peers = "benches/peers";
    private const int PeerImages = 10_000;

    public static (IReadOnlyList<TrainRow> Rows, JsonObject? Peer) Measure(IReadOnlyList<TrainCase> cases, bool withPeer, int turns, Session session)
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
                using var peer = withPeer ? StartPeer(Path.Combine(folder, $"{measured.Name}.npy"), measured, data) : null;
                description ??= peer?.Description;
                rows.Add(Row(Path.Combine(folder, measured.Name), measured, config, data, peer, turns, turn => work.Report(rows.Count * turns + turn), session.Cancel));
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

    private static TrainRow Row(string folder, TrainCase measured, RunConfig config, IDataset data, PeerProcess? peer, int turns, Action<int> report, CancellationToken cancel)
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
        List<double> own = [], theirs = [], least = [];
        for (var turn = 1; turn <= turns; turn++)
        {
            cancel.ThrowIfCancellationRequested();
            own.Add(Steps(trainer, steps));
            if (peer is not null) theirs.Add((double)peer.Ask($"run {batch} {steps}")["ms_per_step"]!);
            least.Add(floor.Measure(steps));
            report(turn);
        }
        var alone = Median.Of(least);
        return new(measured.Name, Median.Of(own), peer is null ? null : Median.Of(theirs), alone, floor.Flops / alone / 1e6);
    }

    private static double Steps(Trainer trainer, int steps)
    {
        var clock = Stopwatch.StartNew();
        for (var taken = 0; taken < steps;)
            if (trainer.TakeStep()) taken++;
        return clock.Elapsed.TotalMilliseconds / steps;
    }

    private static PeerProcess StartPeer(string images, TrainCase measured, IDataset data)
    {
        var script = Path.Combine(SourceTree.RootWith($"{Peers}/{measured.Peer}"), Peers, measured.Peer);
        using (TensorScope.Enter())
        {
            var pixels = ((ImageDataset)data).Pixels(Split.Train);
            var count = Math.Min(PeerImages, pixels.Size(0));
            Npy.Save(images, pixels.Narrow(0, 0, count).To(DType.F32).Reshape([count, .. measured.Image]) / 255);
        }
        return new("/usr/bin/python3", [script, "--threads", $"{TorchRuntime.Threads}", "--data", images, .. measured.PeerArguments]);
    }
}
