using System.Globalization;
using System.Text.Json.Nodes;
using Elbo.Runs.Reproductions;
using Elbo.Testing;

namespace Elbo.Cli.Tests.Reproductions;

/// <summary>The command as a user types it, on a program folder of its own with a preset small enough for a test.</summary>
public sealed class ReproduceCommandTests : IDisposable
{
    private const string Preset = "toy/vae-small";

    private readonly TemporaryFolder folder = new();
    private readonly string program;

    public ReproduceCommandTests()
    {
        program = At("program");
        Copy(AppContext.BaseDirectory, program);
        Directory.CreateDirectory(Path.Combine(program, "presets/toy"));
        var data = SmallImages.Write(At("data"));
        File.WriteAllText(Path.Combine(program, "presets", Preset + ".json"), $$"""
            // elbo train vae --preset {{Preset}}
            {
              "model": { "id": "vae", "latent": 3, "hidden": [64] }, "data": { "id": {{JsonValue.Create(data).ToJsonString()}} }, "training": { "epochs": 20, "batch": 5 },
              "evaluation": { "samples": 20, "limit": 50, "annealed": 4, "chains": 2, "steps": 5, "bdmc": true }, "paper": [{ "name": "nll", "value": 40, "source": "Table 1" }]
            }
            """);
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_figures_stand_in_a_file_with_what_they_were_measured_on()
    {
        var outcome = Reproduce("--out", At("run"), "--results", At("results"), "--seed", "3", "--remark", "a toy", "--threads", "1", "--json");

        outcome.ExitCode.ShouldBe(0, outcome.Errors);
        var result = ReproductionFile.Read(At("results/toy-vae-small-seed3.json"));
        (result.Preset, result.Seed, result.Threads, result.Protocol.Samples, result.Protocol.Limit).ShouldBe((Preset, 3ul, 1, 20, 50));
        result.Command.ShouldBe($"elbo reproduce {Preset} --seed 3");
        result.Remarks.ShouldBe(["a toy"]);
        result.TrainingMinutes.ShouldBeGreaterThanOrEqualTo(0);
        var evaluated = JsonNode.Parse(File.ReadAllText(At("run/evaluation-test.json")))!;
        result.WeightsSha256.ShouldBe(evaluated["weights_sha256"]!.ToString());
        ((int)evaluated["examples"]!, (int)evaluated["samples"]!).ShouldBe((50, 20));
        result.Figures.Single(f => f.Name == "nll").ShouldBe(new MeasuredFigure("nll", (double)evaluated["nll"]!, (double)evaluated["nll_se"]!, "nats"));
        // Of four examples, whatever the limit of the others is.
        (int Examples, int Chains, int Steps) annealed = ((int)evaluated["ais"]!["examples"]!, (int)evaluated["ais"]!["chains"]!, (int)evaluated["ais"]!["steps"]!);
        annealed.ShouldBe((4, 2, 5));
        result.Figures.Single(f => f.Name == "nll_ais").Value.ShouldBe((double)evaluated["nll_ais"]!);
        result.Figures.ShouldContain(f => f.Name == "ais.bdmc_gap" || f.Name == "bdmc_gap");
        var shown = JsonNode.Parse(outcome.Output)!["figures"]!.AsArray().Single(f => f!["name"]!.ToString() == "nll")!;
        ((double)shown["value"]!, (double)shown["paper"]!).ShouldBe((result.Figures.Single(f => f.Name == "nll").Value, 40));
    }

    [Fact]
    public void A_result_is_checked_by_training_it_again_and_one_whose_figure_was_another_is_named()
    {
        Reproduce("--out", At("run"), "--results", At("results"), "--threads", "1", "--quiet").ExitCode.ShouldBe(0);
        var kept = ReproductionFile.ReadAll(At("results")).Single();
        kept.Evidence!.EvaluatedExamples.ShouldBe(50);
        File.ReadAllText(At("run/report.html")).ShouldContain($"{kept.Evidence.TrainingExamples:N0} training, ");
        kept.Evidence.DataSha256.ShouldBe(JsonNode.Parse(File.ReadAllText(At("run/evaluation-test.json")))!["provenance"]!["data_sha256"]!.ToString());
        kept.Evidence.Resolved["training"]!["optimizer"].ShouldNotBeNull("the preset does not name it");

        var again = Check();
        ((bool)again["rerun"]!["same_weights"]!).ShouldBeTrue();
        // Of a tree with changes that are in no commit the figures cannot be had again by anyone.
        again["reasons"]!.AsArray().Select(r => r!.ToString()).Where(r => !r.Contains("in no commit", StringComparison.Ordinal)).ShouldBeEmpty();

        var nll = kept.Figures.Single(f => f.Name == "nll");
        ReproductionFile.Write(At("results"), kept with { Figures = [nll with { Value = nll.Value + 2 * nll.Se!.Value }] });
        Check()["reasons"]!.AsArray().Select(r => r!.ToString()).ShouldContain(r => r.StartsWith("nll was ", StringComparison.Ordinal));
        Reproduce("--check", "--results", At("results"), "--quiet", "--rerun", "--minutes", "5", "--threads", "1").ExitCode.ShouldBe(1);

        JsonNode Check() => JsonNode.Parse(Reproduce("--check", "--results", At("results"), "--quiet", "--rerun", "--minutes", "5", "--threads", "1", "--json").Output)!["results"]!.AsArray().Single()!;
    }

    [Fact]
    public void A_killed_reproduction_resumes_to_the_same_weights_and_figures()
    {
        Reproduce("--out", At("whole"), "--results", At("a"), "--threads", "1", "--quiet").ExitCode.ShouldBe(0);
        using (var child = Elbo.Start(["reproduce", Preset, "--out", At("stopped"), "--results", At("b"), "--threads", "1", "--quiet"], new Dictionary<string, string?>(), Path.Combine(program, "elbo.dll")))
        {
            while (!child.HasExited && !(Directory.Exists(At("stopped/checkpoints")) && Directory.EnumerateDirectories(At("stopped/checkpoints"), "step-*").Any())) Thread.Sleep(1);
            using (System.Diagnostics.Process.Start("kill", ["-KILL", child.Id.ToString(CultureInfo.InvariantCulture)])) Elbo.Finish(child).ExitCode.ShouldBe(137);
        }
        Directory.Exists(At("b")).ShouldBeFalse();

        Reproduce("--out", At("stopped"), "--results", At("b"), "--threads", "1", "--quiet").Complaints.ShouldHaveSingleItem().ShouldContain("--resume");
        Reproduce("--out", At("stopped"), "--results", At("b"), "--threads", "1", "--quiet", "--resume").ExitCode.ShouldBe(0);

        Reproduction whole = ReproductionFile.ReadAll(At("a")).Single(), resumed = ReproductionFile.ReadAll(At("b")).Single();
        resumed.WeightsSha256.ShouldBe(whole.WeightsSha256);
        resumed.Figures.ShouldBe(whole.Figures);
    }

    [Fact]
    public void A_run_with_other_settings_is_not_taken_for_the_presets()
    {
        Reproduce("--out", At("run"), "--results", At("results"), "--quiet").ExitCode.ShouldBe(0);
        var outcome = Reproduce("--out", At("run"), "--results", At("results"), "--seed", "2", "--resume", "--quiet");
        outcome.ExitCode.ShouldBe(1);
        outcome.Complaints.ShouldHaveSingleItem().ShouldContain("other settings than the preset");
    }

    [Fact]
    public void An_unknown_preset_is_named_with_the_nearest()
    {
        var outcome = Elbo.Run("reproduce", "mnist/iwae-k6");
        (outcome.ExitCode, outcome.Errors).ShouldBe((2, "elbo: unknown preset 'mnist/iwae-k6'; did you mean 'mnist/iwae-k1'?\n"));
    }

    private Outcome Reproduce(params string[] options) => Elbo.Run(["reproduce", Preset, .. options], new Dictionary<string, string?>(), Path.Combine(program, "elbo.dll"));

    private string At(string name) => Path.Combine(folder.Path, name);

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
