using System.Text.Json.Nodes;
using Elbo.Runs.Recipes;
using Elbo.Runs.Reproductions;

namespace Elbo.DocsGenerator.Tests;

public sealed class ReproductionsPageTests
{
    private const string Preset = "mnist/iwae-k5";

    private static readonly Reproduction sample = new(
        Preset, $"elbo reproduce {Preset} --seed 2", 2, "2026-01-31", 12.54, 3, "a processor, 2 cores", 2, new("0.1.0", "10.0.0", "1.13.1"), new string('a', 64),
        Presets.Read(Preset), new() { Samples = 5000, Limit = 1000 }, [new("nll", 87.25, 0.21, "nats"), new("active_units", 24, null, "units")], ["A remark."]);

    [Fact]
    public void A_measured_figure_stands_beside_the_papers_with_the_difference()
    {
        var page = ReproductionsPage.Write([sample]);
        page.ShouldContain($"| {Preset}, seed 2 | nll, −L_K, importance-weighted | 87.25 ± 0.21 | nats | 85.54 | +1.71 | Burda et al. 2016, Table 1; after all 3,280 passes |");
        page.ShouldContain($"| {Preset}, seed 2 | active units, dimensions with Var E[z\\|x] > 0.01 | 24 | units | 22 | +2.00 |");
        page.ShouldContain($"| `elbo reproduce {Preset} --seed 2` | test, first 1,000, K = 5,000, seed 1 | (before counts and hashes were kept) | 12.5 | 3.0 | a processor, 2 cores | 2 | Elbo 0.1.0, .NET 10.0.0, libtorch 1.13.1 | 2026-01-31 | `aaaaaaaaaaaa…` |");
        page.ShouldContain($"{Preset}: A remark.");
        page[page.IndexOf("## Not measured", StringComparison.Ordinal)..].ShouldNotContain($"| {Preset} |");
    }

    [Fact]
    public void Counts_hash_of_the_data_and_build_stand_beside_a_result_that_has_them()
    {
        var page = ReproductionsPage.Write([sample with { Evidence = new(60_000, 1000, new string('b', 64), new string('c', 40) + "+dirty", []) }]);
        page.ShouldContain("| 60,000, 1,000 | 12.5 |");
        page.ShouldContain("| `bbbbbbbbbbbb…` | `cccccccccccc`, with changes |");
    }

    [Fact]
    public void A_preset_that_has_changed_since_it_was_measured_is_marked()
    {
        var settings = (JsonObject)sample.Settings.DeepClone();
        settings["training"]!["epochs"] = 14;
        ReproductionsPage.Write([sample]).ShouldNotContain("has changed since");
        ReproductionsPage.Write([sample with { Settings = settings }]).ShouldContain("has changed since");
    }

    [Fact]
    public void A_result_of_a_preset_that_is_gone_is_named() =>
        Should.Throw<DocumentException>(() => ReproductionsPage.Write([sample with { Preset = "mnist/gone" }])).Message.ShouldBe("results/mnist-gone-seed2.json: there is no preset mnist/gone");
}
