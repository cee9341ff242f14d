using System.Text.Json.Nodes;

namespace Elbo.Cli.Tests.Runs;

public sealed class NeighboursTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_duplicate_is_the_nearest_neighbour_and_both_are_called_by_their_names()
    {
        var table = folder.Within("t.csv");
        File.WriteAllLines(table, ["key,a,b", .. Enumerable.Range(0, 12).Select(n => $"k{n},{n * n % 7},{n * 3 % 11}"), "twin,4,6"]);
        var run = SmallRun.Train(folder.Within("run"), table, "--set", "data.rowId=key", "--set", "model.likelihood=gaussian", "--set", "model.outputMean=identity");
        var outcome = Elbo.Run("neighbours", run, "--data", table, "-n", "2", "--out", folder.Within("n.csv"), "--json");
        outcome.ExitCode.ShouldBe(0, outcome.Errors);
        var closest = JsonNode.Parse(outcome.Output)!["closest"]![0]!;
        // Row 2 is (4, 6) as well.
        (closest["example"]!.ToString(), closest["neighbour"]!.ToString(), (double)closest["distance"]!).ShouldBe(("k2", "twin", 0));
        var rows = File.ReadAllLines(folder.Within("n.csv"));
        rows[0].ShouldBe("example,key,rank,neighbour,neighbour_key,distance");
        rows.Length.ShouldBe(1 + 13 * 2);
        rows.ShouldContain("12,twin,1,2,k2,0");
    }
}
