using System.Text.Json.Nodes;

namespace Elbo.Cli.Tests.Runs;

/// <summary>A run knows its data, wherever it is opened from, and can be given more epochs.</summary>
public sealed class RunIdentityTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Other_data_under_the_same_name_is_not_gone_on_with_unless_asked_to()
    {
        var data = SmallRun.Npy(At("x.npy"));
        var run = SmallRun.Train(At("run"), data);
        SmallRun.Npy(data, seed: 2);
        var refused = Elbo.Run("resume", run, "--epochs", "3");
        refused.ExitCode.ShouldBe(1);
        refused.Errors.ShouldContain($"{data} has changed since the run was begun");
        refused.Errors.ShouldContain($"elbo resume {run} --changed-data");

        var gone = Elbo.Run("resume", run, "--changed-data", "--quiet");
        gone.ExitCode.ShouldBe(0, gone.Errors);
        JsonNode.Parse(File.ReadAllText(At("run/changes.json")))!["changes"]!.AsArray().Select(c => c!["key"]!.ToString()).ShouldBe(["training.epochs", "data"]);
        Elbo.Run("evaluate", run, "--metrics", "none").Errors.ShouldNotContain("changed");
    }

    [Theory]
    [InlineData("evaluate", "--metrics", "none")]
    [InlineData("score", "--samples", "1", "--out", "s.csv")]
    [InlineData("encode", "--out", "c.npy")]
    public void Whoever_reads_changed_data_is_told(string command, params string[] more)
    {
        var data = SmallRun.Npy(At("x.npy"));
        var run = SmallRun.Train(At("run"), data);
        string[] words = [command, run, .. more.Select(w => w.Contains('.') ? At(w) : w)];
        Elbo.Run(words).Errors.ShouldNotContain("changed");
        SmallRun.Npy(data, seed: 2);
        var told = Elbo.Run(words);
        told.ExitCode.ShouldBe(0, told.Errors);
        told.Errors.ShouldContain($"warning: {data} has changed since {run} was trained on it");
        if (command == "evaluate") JsonNode.Parse(File.ReadAllText(At("run/evaluation-validation.json")))!["caveat"]!.ToString().ShouldContain("has changed");
    }

    [Fact]
    public void A_run_that_was_begun_with_a_relative_path_works_from_any_folder()
    {
        SmallRun.Npy(At("x.npy"));
        string[] options = SmallRun.Options;
        Elbo.Shell($"cd {folder.Path} && $ELBO train vae --data x.npy --out run --epochs 1 {string.Join(' ', options.Select(o => $"'{o}'"))}").ExitCode.ShouldBe(0);
        var evaluated = Elbo.Shell($"cd / && $ELBO evaluate {At("run")} --metrics none");
        evaluated.ExitCode.ShouldBe(0, evaluated.Errors);
        // The same line from elsewhere goes on with the same run.
        Elbo.Shell($"cd / && $ELBO train vae --data {At("x.npy")} --out {At("run")} --resume --epochs 1 {string.Join(' ', options.Select(o => $"'{o}'"))}").Errors.ShouldContain("finished");
    }

    [Fact]
    public void A_finished_run_that_is_extended_has_the_weights_of_one_that_was_longer_from_the_start()
    {
        var data = SmallRun.Npy(At("x.npy"));
        var (longer, run) = (SmallRun.Train(At("longer"), data, "--epochs", "5"), SmallRun.Train(At("run"), data, "--epochs", "2"));
        var extended = Elbo.Run("resume", run, "--epochs", "5", "--quiet");
        extended.ExitCode.ShouldBe(0, extended.Errors);
        File.ReadAllBytes(At("run/model/weights.safetensors")).ShouldBe(File.ReadAllBytes(Path.Combine(longer, "model/weights.safetensors")));
        File.ReadAllLines(At("run/metrics.jsonl")).Length.ShouldBe(5);
        ((int)JsonNode.Parse(File.ReadAllText(At("run/config.json")))!["training"]!["epochs"]!).ShouldBe(5);
        var again = Elbo.Run("resume", run, "--epochs", "5");
        again.ExitCode.ShouldBe(1);
        again.Errors.ShouldContain("5 epochs are done; --epochs 5 adds none");
        File.Exists(At("run/model/weights.safetensors")).ShouldBeTrue();
    }

    private string At(string name) => folder.Within(name);
}
