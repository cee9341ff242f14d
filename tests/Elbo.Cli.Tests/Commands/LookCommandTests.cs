using System.Buffers.Binary;
using System.Text.Json.Nodes;

namespace Elbo.Cli.Tests.Commands;

/// <summary>Images of a trained run, and runs side by side.</summary>
public sealed class LookCommandTests(TrainedRuns runs) : IClassFixture<TrainedRuns>
{
    // Images of 8 × 8 are drawn seven times as large, with two pixels around each.
    private const int Cell = 8 * 7 + 2;

    [Theory]
    [InlineData("both", 2)]
    [InlineData("linear", 1)]
    [InlineData("spherical", 1)]
    public void An_interpolation_has_a_row_per_path_with_the_examples_at_both_ends(string path, int rows)
    {
        var file = runs.At($"{path}.png");
        var outcome = Elbo.Run("interpolate", runs.Wide, "--from", "3", "--to", "7", "--steps", "5", "--path", path, "--out", file, "--json");
        outcome.ExitCode.ShouldBe(0, outcome.Errors);
        JsonNode.Parse(outcome.Output)!["to"]!.GetValue<int>().ShouldBe(7);
        SizeOf(file).ShouldBe((2 + 7 * Cell, 2 + rows * Cell));
    }

    [Fact]
    public void A_traversal_has_a_row_per_dimension_and_takes_the_most_varied_unless_told()
    {
        var file = runs.At("t.png");
        var all = Elbo.Run("traverse", runs.Wide, "--out", file, "--json");
        all.ExitCode.ShouldBe(0, all.Errors);
        JsonNode.Parse(all.Output)!["dims"]!.AsArray().Select(d => (int)d!).Order().ShouldBe([0, 1, 2]);
        SizeOf(file).ShouldBe((2 + 9 * Cell, 2 + 3 * Cell));
        var some = Elbo.Run("traverse", runs.Wide, "--dims", "2,0", "--steps", "4", "--range", "1.5", "--example", "9", "--out", file, "--json");
        some.ExitCode.ShouldBe(0, some.Errors);
        JsonNode.Parse(some.Output)!["dims"]!.ToJsonString().ShouldBe("[2,0]");
        SizeOf(file).ShouldBe((2 + 4 * Cell, 2 + 2 * Cell));
    }

    [Fact]
    public void The_plane_of_a_code_of_two_dimensions_is_drawn_without_gaps()
    {
        var outcome = Elbo.Run("traverse", runs.Flat, "--manifold", "--steps", "6", "--out", runs.At("m.png"), "--quiet");
        outcome.ExitCode.ShouldBe(0, outcome.Errors);
        SizeOf(runs.At("m.png")).ShouldBe((48, 48));
    }

    [Theory]
    [InlineData("--manifold: the code of RUN has 3 dimensions, not 2", "traverse", "--manifold")]
    [InlineData("--range means nothing with --manifold", "traverse", "--manifold", "--range", "2")]
    [InlineData("--dims '3' is not a dimension of the code, 0 to 2", "traverse", "--dims", "0,3")]
    [InlineData("--dims 'x' is not a dimension", "traverse", "--dims", "x")]
    [InlineData("--range '0' is not a number from", "traverse", "--range", "0")]
    [InlineData("--from 100: the test split of", "interpolate", "--from", "100")]
    [InlineData("--steps '1' is not a whole number from 2 to 100", "interpolate", "--steps", "1")]
    [InlineData("--metrics 'psnr' is not one of sampler-bound, units, kl, information, mig, reconstruction,", "evaluate", "--metrics", "kl,psnr")]
    public void What_cannot_be_meant_is_one_line_with_exit_code_two(string says, string verb, params string[] words)
    {
        var outcome = Elbo.Run([verb, runs.Wide, .. words, "--quiet"]);
        outcome.ExitCode.ShouldBe(2, outcome.Errors);
        outcome.Complaints.ShouldHaveSingleItem().ShouldContain(says.Replace("RUN", runs.Wide));
    }

    [Fact]
    public void An_evaluation_keeps_its_figures_with_error_bars_and_all_it_takes_to_have_them_again()
    {
        var outcome = Elbo.Run("evaluate", runs.Wide, "--samples", "3", "--json");
        outcome.ExitCode.ShouldBe(0, outcome.Errors);
        var found = JsonNode.Parse(outcome.Output)!;
        JsonNode.DeepEquals(JsonNode.Parse(File.ReadAllText(Path.Combine(runs.Wide, "evaluation-test.json"))), found).ShouldBeTrue();
        foreach (var figure in (string[])["elbo", "reconstruction", "kl", "nll"]) ((double)found[figure + "_se"]!).ShouldBeGreaterThan(0, figure);
        var kl = found["kl_per_dimension"]!.AsArray().Select(v => (double)v!).ToList();
        kl.Sum().ShouldBe((double)found["kl"]!, 1e-3); // four decimals each
        found["active_units_by_layer"]!.ToString().ShouldBe(found["active_units"]!.ToString());
        var information = found["information"]!;
        ((double)information["mutual_information"]!).ShouldBeLessThanOrEqualTo((double)information["mutual_information_ceiling"]! + 1e-3);
        ((double)information["mutual_information_ceiling"]!).ShouldBe(Math.Log(100), 1e-4);
        found["reconstruction_quality"]!["ssim"].ShouldBeNull("8 × 8 images are smaller than its window");
        ((double)found["reconstruction_quality"]!["psnr"]!).ShouldBeInRange(3, 40);
        var provenance = found["provenance"]!;
        provenance["command"]!.ToString().ShouldBe($"elbo evaluate {runs.Wide} --samples 3 --json");
        provenance["weights_sha256"]!.ToString().Length.ShouldBe(64);
        provenance["data_sha256"]!.ToString().Length.ShouldBe(64);
        provenance["config"]!["model"]!["latent"]!.GetValue<int>().ShouldBe(3);
        foreach (var key in (string[])["elbo", "dotnet", "libtorch", "os", "cpu", "threads"]) provenance["environment"]![key].ShouldNotBeNull(key);
        var report = File.ReadAllText(Path.Combine(runs.Wide, "report.html"));
        foreach (var text in (string[])["NLL, IWAE-3", "KL by dimension", "Latent traversal", "mutual inf.", provenance["data_sha256"]!.ToString()])
            report.ShouldContain(text);
    }

    [Fact]
    public void Only_what_was_asked_for_is_measured()
    {
        var found = JsonNode.Parse(Elbo.Run("evaluate", runs.Flat, "--estimator", "elbo", "--metrics", "units", "--split", "train", "--limit", "50", "--json").Output)!;
        ((int)found["examples"]!, found["nll"], found["kl_per_dimension"], found["information"], found["reconstruction_quality"]).ShouldBe((50, null, null, null, null));
        found["active_units"].ShouldNotBeNull();
        File.Exists(Path.Combine(runs.Flat, "evaluation-train.json")).ShouldBeFalse("a part of a split is looked at, not kept");
    }

    [Fact]
    public void Runs_side_by_side_show_their_figures_and_only_the_settings_that_differ()
    {
        Elbo.Run("evaluate", runs.Flat, "--samples", "2", "--quiet").ExitCode.ShouldBe(0);
        var evaluation = Path.Combine(runs.Wide, "evaluation-test.json");
        File.Delete(evaluation);
        var page = runs.At("compare.html");
        var outcome = Elbo.Run("compare", runs.Wide, runs.Flat, "--out", page, "--json");
        outcome.ExitCode.ShouldBe(0, outcome.Errors);
        var found = JsonNode.Parse(outcome.Output)!;
        var (wide, flat) = (found["runs"]![0]!, found["runs"]![1]!);
        ((int)wide["epochs"]!, wide["nll"], flat["samples"]!.GetValue<int>()).ShouldBe((2, null, 2));
        ((double)flat["nll_se"]!).ShouldBeGreaterThan(0);
        found["differences"]!.ToJsonString().ShouldBe("""[{"key":"model.latent","values":["3","2"]}]""");
        found["notes"]!.AsArray().ShouldHaveSingleItem()!.ToString().ShouldContain($"{runs.Wide} has no evaluation of the test split");
        var html = File.ReadAllText(page);
        foreach (var text in (string[])["Objective, training", "model.latent", "<svg"]) html.ShouldContain(text);
        Elbo.Run("compare", runs.Wide, runs.Flat, "--out", page).Output.ShouldContain("objective, training");
        var curves = runs.At("bound.svg");
        Elbo.Run("compare", runs.Wide, runs.Flat, "--out", curves).ExitCode.ShouldBe(0);
        File.ReadAllText(curves).ShouldContain("Bound, held out");
    }

    [Fact]
    public void Weights_that_changed_since_the_evaluation_are_noted()
    {
        var evaluation = Path.Combine(runs.Flat, "evaluation-validation.json");
        File.WriteAllText(evaluation, """{"elbo": -1.5, "weights_sha256": "00"}""");
        var outcome = Elbo.Run("compare", runs.Wide, runs.Flat, "--split", "validation", "--out", runs.At("c2.html"));
        outcome.Output.ShouldContain($"{runs.Flat} was trained on after its evaluation");
        File.WriteAllText(evaluation, "{");
        var damaged = Elbo.Run("compare", runs.Wide, runs.Flat, "--split", "validation", "--out", runs.At("c2.html"));
        (damaged.ExitCode, damaged.Complaints.ShouldHaveSingleItem()).ShouldSatisfyAllConditions(o => o.ExitCode.ShouldBe(1), o => o.Item2.ShouldContain(evaluation));
        File.Delete(evaluation);
    }

    [Theory]
    [InlineData(2, "needs <run>", "WIDE")]
    [InlineData(2, "is named twice", "WIDE", "WIDE")]
    [InlineData(1, "no run here", "WIDE", "/nowhere")]
    public void Fewer_than_two_runs_are_no_comparison(int code, string says, params string[] words)
    {
        var outcome = Elbo.Run(["compare", .. words.Select(w => w.Replace("WIDE", runs.Wide))]);
        outcome.ExitCode.ShouldBe(code, outcome.Errors);
        outcome.Complaints.ShouldHaveSingleItem().ShouldContain(says);
    }

    private static (int Width, int Height) SizeOf(string png)
    {
        var head = File.ReadAllBytes(png).AsSpan(16, 8);
        return (BinaryPrimitives.ReadInt32BigEndian(head), BinaryPrimitives.ReadInt32BigEndian(head[4..]));
    }
}
