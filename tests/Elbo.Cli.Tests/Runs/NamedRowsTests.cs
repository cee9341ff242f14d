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
        (refused.ExitCode, refused.Errors.Contains(".csv, .parquet or .npy", StringComparison.Ordinal)).ShouldBe((2, true), refused.Errors);
    }

    [Fact]
    public void The_ending_of_a_name_decides_the_form_of_all_that_is_written()
    {
        string[][] commands = [["score", run, "--data", table, "--samples", "1"], ["encode", run, "--data", table], ["neighbours", run, "--data", table, "-n", "2"], ["sample", run, "-n", "40"], ["reconstruct", run, "--data", table]];
        foreach (var words in commands)
        {
            var text = Rows(words);
            Elbo.Run([.. words, "--out", At("out.parquet"), "--quiet"]).ExitCode.ShouldBe(0, words[0]);
            // Read back as any table is: as many rows and columns, and of the same names.
            var (ofText, ofParquet) = (Info(At("out.csv")), Info(At("out.parquet")));
            ofParquet.ShouldBe(ofText, words[0]);
            ofText.ShouldContain($"\"train\":{text.Count - 1}", customMessage: words[0]);
            text[0].Split(',').ShouldAllBe(name => ofText.Contains($"\"{name}", StringComparison.Ordinal), words[0]);

            var unknown = Elbo.Run([.. words, "--out", At("out.xlsx"), "--quiet"]);
            (unknown.ExitCode, unknown.Errors.Contains("must end in", StringComparison.Ordinal) || unknown.Errors.Contains("ends in", StringComparison.Ordinal)).ShouldBe((2, true), unknown.Errors);
            File.Exists(At("out.xlsx")).ShouldBeFalse(words[0]);
        }

        foreach (var words in commands.Where(w => w[0] is "score" or "neighbours"))
            Elbo.Run([.. words, "--out", At("out.npy"), "--quiet"]).Errors.ShouldContain("no room for what the rows", customMessage: words[0]);
    }

    [Fact]
    public void What_was_made_of_a_table_is_said_once()
    {
        // Its likelihood follows the data, for which the data is opened again.
        var outcome = Elbo.Run("train", "vae", "--data", table, "--epochs", "1", "--out", At("once"), "--threads", "1");
        outcome.Errors.Split('\n').Count(line => line.Contains("columns become", StringComparison.Ordinal)).ShouldBe(1, outcome.Errors);
    }

    private static string Info(string file)
    {
        var outcome = Elbo.Run("data", "info", file, "--json");
        outcome.ExitCode.ShouldBe(0, outcome.Errors);
        var info = JsonNode.Parse(outcome.Output)!;
        // A text has fewer digits than a number.
        return new JsonObject { ["splits"] = info["splits"]!.DeepClone(), ["numbers"] = info["numbers"]!.DeepClone() }.ToJsonString();
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
