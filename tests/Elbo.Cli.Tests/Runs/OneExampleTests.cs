using System.Text.Json.Nodes;

namespace Elbo.Cli.Tests.Runs;

/// <summary>One example says nothing about the spread: a mean over it has no standard error.</summary>
public sealed class OneExampleTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_standard_errors_of_one_example_are_null_and_a_dash()
    {
        var data = SmallImages.Write(folder.Within("data"), test: 1);
        var run = SmallRun.Train(folder.Within("run"), data);
        var json = (JsonObject)JsonNode.Parse(Elbo.Run("evaluate", run, "--samples", "3", "--json").Output)!;
        var errors = Errors(json).ToList();
        errors.Select(e => e.Key).Intersect(["elbo_se", "reconstruction_se", "kl_se", "nll_se", "mutual_information_se", "mse_se", "psnr_se"]).Count().ShouldBe(7);
        foreach (var (name, error) in errors) (error is JsonArray each ? each.All(e => e is null) : error is null).ShouldBeTrue(name);
        // Not all of them are shown to a person.
        Elbo.Run("evaluate", run, "--samples", "3").Output.Split('\n').Count(line => line.Contains("± –", StringComparison.Ordinal)).ShouldBeGreaterThan(5);

        // AUROC of one against one.
        var scored = Elbo.Run("score", run, "--against", data, "--samples", "1", "--out", folder.Within("s.csv"), "--json");
        scored.ExitCode.ShouldBe(0, scored.Errors);
        var found = (JsonObject)JsonNode.Parse(scored.Output)!;
        Errors(found).Select(e => (e.Key, e.Value)).Distinct().ShouldBe([("auroc_se", null), ("average_precision_se", null)], ignoreOrder: true);
    }

    private static IEnumerable<KeyValuePair<string, JsonNode?>> Errors(JsonObject json) => json.SelectMany(p => p.Value is JsonObject inner ? Errors(inner) : p.Key.EndsWith("_se", StringComparison.Ordinal) ? [p] : []);
}
