using System.Text.Json.Nodes;
using Elbo.Models.Configuration;
using Elbo.Runs.Reproductions;

namespace Elbo.Cli.Tests.Reproductions;

public sealed class ReproductionFileTests : IDisposable
{
    private static readonly Reproduction sample = new(
        "mnist/iwae-k5", "elbo reproduce mnist/iwae-k5", 1, "2026-01-31", 12.5, 3, "a processor, 2 cores", 2, new("0.1.0", "10.0.0", "1.13.1"), new string('a', 64),
        new JsonObject { ["model"] = new JsonObject { ["id"] = "iwae" } }, new() { Samples = 5000 }, [new("nll", 88.4, 0.2, "nats"), new("active_units", 24, null, "units")], ["one seed"]);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void What_is_written_reads_back()
    {
        var path = ReproductionFile.Write(folder.Path, sample);

        Path.GetFileName(path).ShouldBe("mnist-iwae-k5.json");
        var again = ReproductionFile.ReadAll(folder.Path).ShouldHaveSingleItem();
        (again.Preset, again.Seed, again.TrainingMinutes, again.Versions, again.Protocol).ShouldBe((sample.Preset, sample.Seed, sample.TrainingMinutes, sample.Versions, sample.Protocol));
        again.Figures.ShouldBe(sample.Figures);
        again.Remarks.ShouldBe(sample.Remarks);
        JsonNode.DeepEquals(again.Settings, sample.Settings).ShouldBeTrue();
    }

    [Fact]
    public void Another_seed_has_a_file_of_its_own() => ReproductionFile.NameOf("mnist/iwae-k5", 2).ShouldBe("mnist-iwae-k5-seed2.json");

    [Fact]
    public void Several_seeds_are_one_file_of_means_with_their_errors_and_deviations()
    {
        var summary = SeedSummary.Of([sample, sample with { Seed = 2, WeightsSha256 = new('b', 64), Figures = [new("nll", 90.4, 0.2, "nats")] }, sample with { Seed = 3, Figures = [new("nll", 92.4, 0.2, "nats")] }]);
        Path.GetFileName(ReproductionFile.Write(folder.Path, summary)).ShouldBe("mnist-iwae-k5-seeds1-3.json");
        var again = ReproductionFile.ReadAll(folder.Path).ShouldHaveSingleItem();
        again.Seeds.ShouldBe([1UL, 2, 3]);
        again.Command.ShouldBe("elbo reproduce mnist/iwae-k5 --seeds 1..3");
        // Deviation 2; what not all have is left out.
        again.Figures.ShouldBe([new("nll", 90.4, Math.Round(2 / Math.Sqrt(3), 4), "nats") { Sd = 2 }]);
        again.TrainingMinutes.ShouldBe(37.5);
    }

    [Theory]
    [InlineData("minutes", "1", "'minutes'")]
    [InlineData("threads", "0", "threads must be at least 1, is 0")]
    [InlineData("threads", "\"two\"", "threads:")]
    [InlineData("seed", null, "'seed'")]
    [InlineData("figures", "[]", "figures must not be empty")]
    [InlineData("figures", """[{ "name": "nll", "value": 1, "se": 0, "unit": "bits" }]""", "figures[0].unit must be nats for nll, is 'bits'")]
    [InlineData("figures", """[{ "name": "loss", "value": 1, "se": 0, "unit": "nats" }]""", "figures[0].name must be one of")]
    [InlineData("figures", """[{ "name": "nll", "value": 1, "se": 0, "unit": "nats", "spread": 1 }]""", "'spread'")]
    [InlineData("seeds", "[1]", "seeds must count up from seed, two or more")]
    [InlineData("seeds", "[1, 3]", "seeds must count up from seed, two or more")]
    [InlineData("date", "\"31 January\"", "date must be of the form")]
    [InlineData("weightsSha256", "\"abc\"", "weightsSha256 must be 64")]
    [InlineData("protocol", """{ "samples": -1 }""", "protocol.samples must be 0 or more, is -1")]
    [InlineData("preset", "\"mnist/vae\"", "command must begin with")]
    public void A_wrong_key_or_value_is_one_line_that_names_file_and_key(string key, string? value, string says)
    {
        var path = ReproductionFile.Write(folder.Path, sample);
        var root = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        if (value is null) root.Remove(key);
        else root[key] = JsonNode.Parse(value);
        File.WriteAllText(path, root.ToJsonString());

        var message = Should.Throw<ConfigException>(() => ReproductionFile.Read(path)).Message;

        message.ShouldStartWith(path + ": ");
        message.ShouldContain(says);
        message.ShouldNotContain('\n');
    }

    [Fact]
    public void A_file_under_another_name_than_its_presets_is_refused()
    {
        var path = ReproductionFile.Write(folder.Path, sample);
        var other = Path.Combine(folder.Path, "other.json");
        File.Move(path, other);
        Should.Throw<ConfigException>(() => ReproductionFile.Read(other)).Message.ShouldContain("belong into mnist-iwae-k5.json");
    }
}
