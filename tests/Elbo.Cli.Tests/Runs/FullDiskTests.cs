using System.Security.Cryptography;

namespace Elbo.Cli.Tests.Runs;

/// <summary>A disk that fills up while a run is training, as a small file system in memory.</summary>
public sealed class FullDiskTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private bool mounted;

    public void Dispose()
    {
        if (mounted) Elbo.Shell($"umount '{At("disk")}'").ExitCode.ShouldBe(0);
        folder.Dispose();
    }

    [Fact]
    public void Training_stops_with_one_line_keeps_its_checkpoint_leaves_no_rubbish_and_can_go_on()
    {
        Directory.CreateDirectory(At("disk"));
        // Weights of 113 kB, so 338 kB a checkpoint: there is room for one, the best weights and some logs, and none for a second.
        var mount = Elbo.Shell($"mount -t tmpfs -o size=640k elbo-test '{At("disk")}'");
        if (mount.ExitCode != 0) Assert.Skip($"a small file system cannot be mounted here: {mount.Errors.Trim()}");
        mounted = true;
        string[] recipe = ["train", "vae", "--data", SmallImages.Write(At("data")), "--threads", "1", "--epochs", "6", "--set", "model.hidden=[100]", "--set", "training.batch=100"];
        Elbo.Run([.. recipe, "--out", At("whole"), "--quiet"]).ExitCode.ShouldBe(0);

        var run = At("disk/run");
        var stopped = Elbo.Run([.. recipe, "--out", run, "--quiet"]);
        stopped.ExitCode.ShouldBe(1);
        var line = stopped.Complaints.ShouldHaveSingleItem();
        line.ShouldStartWith("elbo: ");
        line.ShouldContain(run);
        line.ShouldContain("No space left on device");
        var checkpoints = Directory.GetFileSystemEntries(Path.Combine(run, "checkpoints")).Select(Path.GetFileName).Where(n => n != ".lock").Order().ToList();
        checkpoints.ShouldNotBeEmpty();
        checkpoints.ShouldAllBe(n => n!.StartsWith("step-", StringComparison.Ordinal));
        Directory.EnumerateFiles(run, "*.tmp", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }).ShouldBeEmpty();
        Elbo.Run("evaluate", run, "--estimator", "elbo", "--limit", "10", "--json").ExitCode.ShouldBe(0);

        Elbo.Shell($"mount -o remount,size=8m '{At("disk")}'").ExitCode.ShouldBe(0);
        Elbo.Run("resume", run, "--quiet").ExitCode.ShouldBe(0);
        Digest("disk/run").ShouldBe(Digest("whole"));
    }

    private string Digest(string run) => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(At($"{run}/model/weights.safetensors"))));

    private string At(string name) => Path.Combine(folder.Path, name);
}
