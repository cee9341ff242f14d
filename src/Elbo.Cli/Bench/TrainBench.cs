using System.Diagnostics;
using System.Text.Json.Nodes;
using Elbo.Cli.Runs;
using Elbo.Cli.Shell;
using Elbo.Data;
using Elbo.Torch;
using Elbo.Torch.IO;
using Elbo.Training;
using Elbo.Training.Runs;

namespace Elbo.Cli.Bench;

/// <summary>One network and batch size: milliseconds per training step here, in the peer, and of the matrix products alone.</summary>
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
        ["sgemm_gflops"] = Json.Number(GigaflopsPerSecond, 1),
    };
}

/// <summary>
/// Whole training steps of the VAE 784-200-200-50 on MNIST with dynamic binarisation, beside a hand-written PyTorch loop on the same
/// libtorch, BLAS and threads. Short runs of both sides and of the floor take turns; the medians are reported.
/// </summary>
internal static class TrainBench
{
    private const string PeerScript = "bench/peers/vae_mlp.py";
    private const int PeerImages = 10_000;

    private static readonly (int In, int Out)[] Layers = [(784, 200), (200, 200), (200, 50), (200, 50), (50, 200), (200, 200), (200, 784)];

    public static (IReadOnlyList<TrainRow> Rows, JsonObject? Peer) Measure(bool withPeer, int turns, Session session)
    {
        var folder = Directory.CreateTempSubdirectory("elbo-bench-").FullName;
        try
        {
            using var data = TrainingRun.OpenData(new() { Id = "mnist" }, session);
            using var peer = withPeer ? StartPeer(folder, data) : null;
            int[] batches = [20, 100];
            using var work = session.Progress.Begin("bench train", turns * batches.Length);
            var rows = new List<TrainRow>();
            foreach (var batch in batches)
            {
                var row = Row(Path.Combine(folder, $"b{batch}"), batch, data, peer, turns, turn => work.Report(rows.Count * turns + turn), session.Cancel);
                rows.Add(row);
            }
            work.Done();
            return (rows, peer?.Description);
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }

    private static TrainRow Row(string folder, int batch, IDataset data, PeerProcess? peer, int turns, Action<int> report, CancellationToken cancel)
    {
        var config = new RunSettings().Over(new()).With("training.batch", batch).With("training.epochs", 1_000_000).Resolve();
        using var trainer = new Trainer(RunDirectory.Create(folder, config), data);
        using var products = new MatrixProducts(batch, Layers);
        var steps = batch <= 20 ? 200 : 100;
        // Long enough for the runtime to have compiled the loop in its last tier.
        for (var round = 0; round < 5; round++)
        {
            Steps(trainer, steps);
            Thread.Sleep(100);
        }
        products.Measure(20);
        List<double> own = [], theirs = [], floor = [];
        for (var turn = 1; turn <= turns; turn++)
        {
            cancel.ThrowIfCancellationRequested();
            own.Add(Steps(trainer, steps));
            if (peer is not null) theirs.Add((double)peer.Ask($"run {batch} {steps}")["ms_per_step"]!);
            floor.Add(products.Measure(steps));
            report(turn);
        }
        var least = Median.Of(floor);
        return new($"mlp-b{batch}", Median.Of(own), peer is null ? null : Median.Of(theirs), least, products.Flops / least / 1e6);
    }

    private static double Steps(Trainer trainer, int steps)
    {
        var clock = Stopwatch.StartNew();
        for (var taken = 0; taken < steps;)
            if (trainer.TakeStep()) taken++;
        return clock.Elapsed.TotalMilliseconds / steps;
    }

    private static PeerProcess StartPeer(string folder, IDataset data)
    {
        var script = Path.Combine(SourceTree.RootWith(PeerScript), PeerScript);
        var images = Path.Combine(folder, "images.npy");
        using (TensorScope.Enter())
        {
            var grey = ((ImageDataset)data).Pixels(Split.Train).Narrow(0, 0, PeerImages).To(DType.F32).View([PeerImages, 784]) / 255;
            Npy.Save(images, grey);
        }
        return new("/usr/bin/python3", script, "--threads", $"{TorchRuntime.Threads}", "--data", images);
    }
}
