using System.Globalization;
using System.Text.Json.Nodes;

namespace Elbo.Cli.Tests.Runs;

/// <summary>What a table calls its rows, classes and units is in all that is written of them.</summary>
public sealed class NamedRowsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string table, run;

    public NamedRowsTests()
    {
        table = At("t.csv");
        // Metres around 1000 with a spread of 10, and a category.
        File.WriteAllLines(table, ["who,height in m,colour,kind", .. Enumerable.Range(0, 40).Select(n => string.Create(CultureInfo.InvariantCulture, $"p{n},{1000 + 10 * Math.Sin(n):0.00},{(n % 2 == 0 ? "red" : "blue")},{(n % 3 == 0 ? 10 : 2)}"))]);
        run = SmallRun.Train(At("run"), table, "--set", "data.label=kind", "--set", "data.ignore=[\"who\"]", "--set", "model.likelihood=gaussian", "--set", "model.outputMean=identity", "--epochs", "20");
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Scores_and_codes_name_the_row_and_its_class()
    {
        foreach (var (words, head) in new[] { (new[] { "score", "--samples", "1" }, "index,line,label,elbo,"), (["encode"], "example,line,class,z0,z1") })
        {
            var rows = Rows([words[0], run, "--split", "train", .. words[1..]]);
            rows[0].ShouldStartWith(head);
            foreach (var row in rows.Skip(1))
            {
                // Line n + 2 of the file is that of row n.
                var cells = row.Split(',');
                cells[2].ShouldBe((int.Parse(cells[1], CultureInfo.InvariantCulture) - 2) % 3 == 0 ? "10" : "2");
            }
            var named = Rows([words[0], run, "--data", table, "--id", "who", "--indices", "7,3-4", .. words[1..]]);
            named[0].ShouldContain(",who,");
            named.Skip(1).Select(r => string.Join(',', r.Split(',')[..2])).ShouldBe(["7,p7", "3,p3", "4,p4"]);
        }
    }

    [Fact]
    public void New_rows_and_reconstructed_ones_are_in_the_columns_and_units_of_the_table()
    {
        var drawn = Rows(["sample", run, "-n", "50"]);
        drawn[0].ShouldBe("height in m,colour");
        drawn.Count.ShouldBe(51);
        // Means of p(x | z) lie within the data's range and a little.
        drawn.Skip(1).Select(r => r.Split(',')).ShouldAllBe(c => double.Parse(c[0], CultureInfo.InvariantCulture) > 970 && double.Parse(c[0], CultureInfo.InvariantCulture) < 1030 && (c[1] == "red" || c[1] == "blue"));
        var made = Rows(["reconstruct", run, "--data", table, "--indices", "1,30"]);
        made[0].ShouldBe("line,height in m,colour");
        made.Skip(1).Select(r => r.Split(',')[0]).ShouldBe(["3", "32"]);

        var array = Elbo.Run("sample", run, "-n", "5", "--out", At("s.npy"), "--json");
        ((int)JsonNode.Parse(array.Output)!["samples"]!).ShouldBe(5);
        File.ReadAllBytes(At("s.npy")).Length.ShouldBe(128 + 5 * 3 * sizeof(float));
        var refused = Elbo.Run("sample", run, "--out", At("s.png"));
        (refused.ExitCode, refused.Errors.Contains(".csv or .npy", StringComparison.Ordinal)).ShouldBe((2, true), refused.Errors);
    }

    private List<string> Rows(string[] words)
    {
        var file = At("out.csv");
        var outcome = Elbo.Run([.. words, "--out", file, "--quiet"]);
        outcome.ExitCode.ShouldBe(0, outcome.Errors);
        return [.. File.ReadAllLines(file)];
    }

    private string At(string name) => folder.Within(name);
}
