using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Elbo.Cli.Tests.Runs;

/// <summary>A training process that is killed at random moments, again and again, ends with the bytes of one that was left alone.</summary>
public sealed class KilledRunTests : IDisposable
{
    private const int Killed = 137;

    private readonly TemporaryFolder folder = new();

    // A checkpoint every other step: about as many kills hit its writing as hit the training between.
    private string[] Recipe => ["train", "vae", "--data", At("data"), "--threads", "1", "--epochs", "20",
        "--set", "model.hidden=[32]", "--set", "training.batch=40", "--set", "training.checkpointSteps=2", "--set", "training.ema=0.9", "--set", "training.klWarmUp=3", "--quiet"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Three_times() => Kill(3, seed: 1);

    [Fact]
    [Trait("Category", "Long")]
    public void Twenty_times() => Kill(20, seed: 2);

    private void Kill(int times, int seed)
    {
        SmallImages.Write(At("data"));
        var clock = Stopwatch.StartNew();
        Elbo.Run([.. Recipe, "--out", At("whole")]).ExitCode.ShouldBe(0);
        var (longest, random, run) = (clock.Elapsed, new Random(seed), 0);
        for (var kills = 0; kills < times;)
        {
            var path = At($"run-{run}");
            using var child = Elbo.Start([.. Recipe, "--out", path, "--resume"], new Dictionary<string, string?>());
            // Starting the program takes part of the time; where it has not begun to train there is little to break.
            var ended = child.WaitForExit(longest * (0.3 + 0.7 * random.NextDouble()));
            if (!ended) child.Kill();
            var outcome = Elbo.Finish(child);
            outcome.ExitCode.ShouldBeOneOf([0, Killed], outcome.Errors);
            if (outcome.ExitCode == Killed) kills++;
            ShouldBeReadable(path);
            // The report is the last thing a run writes; the process may be killed between that and its end.
            if (File.Exists(Path.Combine(path, "report.html"))) ShouldBeWhole(At($"run-{run++}"));
        }
        var last = At($"run-{run}");
        Elbo.Run([.. Recipe, "--out", last, "--resume"]).ExitCode.ShouldBe(0);
        ShouldBeWhole(last);
    }

    private void ShouldBeWhole(string run)
    {
        foreach (var file in (string[])["config.json", "model/weights.safetensors", "model/ema.safetensors", "best/weights.safetensors"])
            Digest(Path.Combine(run, file)).ShouldBe(Digest(Path.Combine(At("whole"), file)), file);
        Directory.EnumerateFiles(run, "*.tmp", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }).ShouldBeEmpty();
        Epochs(run).ShouldBe(Enumerable.Range(1, 20));
    }

    /// <summary>Whatever stands under its final name can be read.</summary>
    private static void ShouldBeReadable(string run)
    {
        if (!Directory.Exists(run)) return;
        foreach (var file in Directory.EnumerateFiles(run, "*.json", SearchOption.AllDirectories).Where(f => !f.Contains("/.", StringComparison.Ordinal)))
            Should.NotThrow(() => JsonNode.Parse(File.ReadAllText(file)), file);
        foreach (var file in Directory.EnumerateFiles(run, "*.safetensors", SearchOption.AllDirectories).Where(f => !f.Contains("/.", StringComparison.Ordinal)))
            Should.NotThrow(() => Torch.IO.SafetensorsReader.ReadHeader(file), file);
        foreach (var checkpoint in Directory.Exists(Path.Combine(run, "checkpoints")) ? Directory.EnumerateDirectories(Path.Combine(run, "checkpoints"), "step-*") : [])
            Directory.EnumerateFiles(checkpoint).Select(Path.GetFileName).Order().ShouldBe(["ema.safetensors", "optimizer.safetensors", "state.json", "weights.safetensors"]);
        Epochs(run);
    }

    private static List<int> Epochs(string run) => !File.Exists(Path.Combine(run, "metrics.jsonl")) ? []
        : [.. File.ReadAllLines(Path.Combine(run, "metrics.jsonl")).Select(line => (int)JsonNode.Parse(line)!["epoch"]!)];

    private static string Digest(string file) => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)));

    private string At(string name) => Path.Combine(folder.Path, name);
}
