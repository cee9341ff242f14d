using System.Text.Json.Nodes;
using Elbo.Runs.Machine;
using Elbo.Runs.Recipes;
using Elbo.Runs.Reproductions;
using Elbo.Testing;

namespace Elbo.Cli.Tests.Reproductions;

/// <summary>Which kept results are called stale, and why.</summary>
public sealed class ResultCheckTests
{
    private const string Preset = "mnist/vae-demo";
    private static readonly string Hash = new('b', 64), Commit = new('c', 40);

    private static Reproduction Fresh
    {
        get
        {
            var recipe = Presets.Recipe(Preset);
            return new(Preset, $"elbo reproduce {Preset}", 1, "2026-02-03", 1.4, 0.1, "a processor, 2 cores", 1, new("0.1.0", "10.0.0", "1.13.0"), new string('a', 64),
                recipe.Settings, recipe.Evaluation!, [new("nll", 92.3, 0.24, "nats")], [])
            {
                Evidence = new(60_000, 10_000, Hash, Commit, RunSettings.Of(recipe, 1).ToJson()),
            };
        }
    }

    [Fact]
    public void A_result_of_its_preset_as_it_is_is_fine() => ResultCheck.Reasons(Fresh).ShouldBeEmpty();

    [Fact]
    public void A_preset_that_changed_is_named_with_its_key()
    {
        var settings = (JsonObject)Fresh.Settings.DeepClone();
        settings["training"]!["epochs"] = 39;
        ResultCheck.Reasons(Fresh with { Settings = settings }).ShouldBe(["the preset has changed: training.epochs is 39 there and 40 here"]);
    }

    [Fact]
    public void A_setting_that_came_later_makes_no_result_stale()
    {
        var resolved = (JsonObject)Fresh.Evidence!.Resolved.DeepClone();
        ((JsonObject)resolved["data"]!).Remove("memoryBudget").ShouldBeTrue();
        ResultCheck.Reasons(Fresh with { Evidence = Fresh.Evidence with { Resolved = resolved } }).ShouldBeEmpty();
    }

    [Fact]
    public void A_default_of_peoples_own_files_makes_no_result_of_a_published_set_stale()
    {
        var resolved = (JsonObject)Fresh.Evidence!.Resolved.DeepClone();
        resolved["data"]!["header"] = true;
        ResultCheck.Reasons(Fresh with { Evidence = Fresh.Evidence with { Resolved = resolved } }).ShouldBeEmpty();
    }

    [Fact]
    public void A_key_that_came_later_stands_for_what_was_there_before_it()
    {
        var resolved = (JsonObject)Fresh.Evidence!.Resolved.DeepClone();
        ((JsonObject)resolved["model"]!).Remove("upsampling").ShouldBeTrue();
        // Images are made by repeating pixels now, which means nothing for the layers of this preset and something for convolutions.
        ResultCheck.Reasons(Fresh with { Evidence = Fresh.Evidence with { Resolved = resolved } }).ShouldBeEmpty();
        var conv = (JsonObject)Presets.Recipe("dsprites/beta-vae").Settings.DeepClone();
        conv["model"]!["upsampling"]!.ToString().ShouldBe("transposed");
        ((JsonObject)conv["model"]!).Remove("upsampling");
        ResultCheck.Reasons(Fresh with { Preset = "dsprites/beta-vae", Settings = conv, Protocol = Presets.Recipe("dsprites/beta-vae").Evaluation!, Evidence = null }).ShouldBe(["before counts and hashes were kept"]);
    }

    [Fact]
    public void A_default_that_changed_under_a_preset_is_named_with_its_key()
    {
        var resolved = (JsonObject)Fresh.Evidence!.Resolved.DeepClone();
        resolved["training"]!["optimizer"] = "sgd";
        ResultCheck.Reasons(Fresh with { Evidence = Fresh.Evidence with { Resolved = resolved } }).ShouldHaveSingleItem().ShouldStartWith("a default has changed: training.optimizer is \"sgd\" there and ");
    }

    [Fact]
    public void Another_protocol_is_named() =>
        ResultCheck.Reasons(Fresh with { Protocol = Fresh.Protocol with { Samples = 99 } }).ShouldBe(["it is measured otherwise: samples is 99 there and 100 here"]);

    [Fact]
    public void A_result_without_counts_and_hashes_is_named_so() => ResultCheck.Reasons(Fresh with { Evidence = null }).ShouldBe(["before counts and hashes were kept"]);

    [Fact]
    public void Sources_that_are_in_no_commit_cannot_be_had_again() =>
        ResultCheck.Reasons(Fresh with { Evidence = Fresh.Evidence! with { Build = Commit + "+dirty" } }).ShouldBe(["it was built from sources that are in no commit"]);

    [Fact]
    public void A_preset_that_is_gone_is_named() => ResultCheck.Reasons(Fresh with { Preset = "mnist/none" }).ShouldBe(["there is no preset mnist/none"]);

    [Fact]
    public void A_rerun_holds_within_the_standard_error_and_not_beyond_it()
    {
        Again(92.5, Hash, 10_000).ShouldBeEmpty();
        Again(92.6, Hash, 10_000).ShouldBe(["nll was 92.3 ± 0.24 and is 92.6 now"]);
        Again(double.NaN, Hash, 10_000).ShouldHaveSingleItem();
        Again(92.3, new('d', 64), 9_999).ShouldBe(["the data were others: bbbbbbbbbbbb… and now dddddddddddd…", "measured on 10000 examples then and 9999 now"]);

        static List<string> Again(double nll, string data, int examples) =>
            [.. new Rerun(Fresh, Fresh with { Figures = [new("nll", nll, 0.24, "nats")], Evidence = Fresh.Evidence! with { DataSha256 = data, EvaluatedExamples = examples } }).Reasons()];
    }

    // Recomputed from the files themselves, beside the code under test.
    [Fact]
    public void Of_the_results_that_are_kept_exactly_those_are_stale_whose_preset_changed_or_that_have_no_evidence()
    {
        var root = Repository.Root;
        var kept = ReproductionFile.ReadAll(Path.Combine(root, "results"));
        kept.ShouldNotBeEmpty();
        foreach (var result in kept)
        {
            var file = JsonNode.Parse(File.ReadAllText(Path.Combine(root, "results", ReproductionFile.NameOf(result))))!;
            var reasons = ResultCheck.Reasons(result);
            reasons.Contains(ResultCheck.BeforeEvidence).ShouldBe(file["evidence"] is null, result.Preset);
            var recipe = Presets.Recipe(result.Preset);
            // What there was before the key says the same as the key.
            if (recipe.Settings["model"]!["upsampling"]?.ToString() == "transposed") ((JsonObject)file["settings"]!["model"]!).TryAdd("upsampling", "transposed");
            reasons.Any(r => r.StartsWith("the preset has changed", StringComparison.Ordinal)).ShouldBe(!JsonNode.DeepEquals(file["settings"], recipe.Settings), result.Preset);
            reasons.Any(r => r.StartsWith("it is measured otherwise", StringComparison.Ordinal)).ShouldBe(recipe.Evaluation is not null && recipe.Evaluation != result.Protocol, result.Preset);
        }
    }

    [Theory]
    [InlineData("0.1.0", "unknown")]
    [InlineData(null, "unknown")]
    [InlineData("0.1.0+0123456789012345678901234567890123456789", "0123456789012345678901234567890123456789")]
    [InlineData("0.1.0+0123456789012345678901234567890123456789.dirty", "0123456789012345678901234567890123456789+dirty")]
    public void The_build_is_the_commit_of_its_sources(string? version, string build)
    {
        BuildIdentity.Of(version).ShouldBe(build);
        BuildIdentity.IsValid(build).ShouldBeTrue();
        BuildIdentity.IsValid(build + "x").ShouldBeFalse();
    }

    [Fact]
    public void This_build_knows_what_it_was_built_from() => BuildIdentity.IsValid(BuildIdentity.Here).ShouldBeTrue(BuildIdentity.Here);
}
