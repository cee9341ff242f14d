using System.Globalization;
using System.Text;

namespace Elbo.Cli.Tests.Runs;

/// <summary>Missing cells of a table whose columns say the same in different words.</summary>
public sealed class ImputeTests : IDisposable
{
    private const int Rows = 240;

    private readonly TemporaryFolder folder = new();
    private readonly string run;
    private readonly List<string[]> whole;

    public ImputeTests()
    {
        // The weight is a fifth of the height and noise of a tenth of its spread, the colour the height's sign; the note is of no model.
        whole = [["note", "height", "weight", "colour"], .. Enumerable.Range(0, Rows).Select(n => (Height: 20 * Math.Sin(n * 1.7), n)).Select(r => (string[])
        [
            r.n % 3 == 0 ? "\"a, \"\"b\"\"\"" : $" {r.n:000} ", Text(r.Height), Text(r.Height / 5 + (0.28 * Math.Sin(r.n * 37.0))), r.Height > 0 ? "red" : "blue",
        ])];
        Write("whole.csv", whole);
        run = SmallRun.Train(At("run"), At("whole.csv"), "--set", "data.ignore=[\"note\"]", "--epochs", "150", "--set", "training.learningRate=0.01");
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Gaps_are_filled_by_what_the_other_cells_say_and_the_rest_stays_as_it_is_written()
    {
        var gapped = whole.Select(r => r.ToArray()).ToList();
        for (var n = 1; n <= Rows; n++)
            if (n % 4 == 0) gapped[n][1 + (n / 4 % 3)] = (n % 8 == 0) ? "" : "NA";
        Write("gaps.csv", gapped);
        var filled = Fill("gaps.csv");
        filled.Count.ShouldBe(Rows + 1);
        var (squares, right, categories) = (0.0, 0, 0);
        for (var n = 1; n <= Rows; n++)
        {
            for (var c = 0; c < 4; c++)
                if (gapped[n][c] is not ("" or "NA")) filled[n][c].ShouldBe(gapped[n][c]);
            if (gapped[n][2] is "" or "NA") squares += Math.Pow(Number(filled[n][2]) - Number(whole[n][2]), 2);
            if (gapped[n][3] is not ("" or "NA")) continue;
            categories++;
            right += filled[n][3] == whole[n][3] ? 1 : 0;
        }

        // The mean of the column is off by its deviation, 20/5/√2; noise alone by a tenth of the range, a fourteenth.
        Math.Sqrt(squares / (Rows / 12)).ShouldBeLessThan(0.3 * 4 / Math.Sqrt(2));
        ((double)right / categories).ShouldBeGreaterThan(0.85);
    }

    [Fact]
    public void Draws_are_the_same_for_the_same_seed_and_differ_from_each_other_in_the_gaps_alone()
    {
        Write("gaps.csv", [whole[0], ["x", "", "2", "red"], ["y", "3", "NA", "red"], ["z", "3", "0.6", ""]]);
        var filled = Fill("gaps.csv", "--draws", "3", "--seed", "5");
        filled[0][0].ShouldBe("draw");
        filled.Skip(1).Select(r => r[0]).ShouldBe(["1", "1", "1", "2", "2", "2", "3", "3", "3"]);
        filled.Where(r => r[1] == "x").Select(r => r[2]).Distinct().Count().ShouldBe(3);
        filled.Where(r => r[1] == "x").ShouldAllBe(r => r[3] == "2" && r[4] == "red");
        Fill("gaps.csv", "--draws", "3", "--seed", "5").SelectMany(r => r).ShouldBe(filled.SelectMany(r => r));
        Fill("gaps.csv", "--draws", "3", "--seed", "6").SelectMany(r => r).ShouldNotBe(filled.SelectMany(r => r));
    }

    [Fact]
    public void Other_files_and_names_are_refused_in_a_line()
    {
        Write("odd.csv", [whole[0], ["x", "tall", "2", "red"]]);
        Write("far.csv", [whole[0], ["x", "1e30", "", "red"]]);
        Write("drawn.csv", [[.. whole[0], "draw"], ["x", "3", "", "red", "1"]]);
        foreach (var (words, said) in new (string[], string)[]
        {
            (["--data", At("odd.csv")], "line 2, column 'height': 'tall' is not a number"), (["--data", At("whole.csv"), "--out", At("f.npy")], ".csv or .tsv"), ([], "--data"),
            (["--data", At("whole.csv"), "--out", At("whole.csv")], "it is the table with the gaps"),
            (["--data", At("far.csv"), "--out", At("f.csv")], "row 1: what the model fills in is no number"),
            (["--data", At("drawn.csv"), "--draws", "2", "--out", At("f.csv")], "has a column 'draw'"),
        })
        {
            var refused = Elbo.Run(["impute", run, .. words]);
            refused.ExitCode.ShouldNotBe(0);
            refused.Errors.ShouldContain(said);
        }
    }

    [Fact]
    public void Line_ends_and_the_mark_of_the_encoding_stay_as_they_are()
    {
        File.WriteAllText(At("gaps.csv"), "\uFEFFnote,height,weight,colour\r\nSão,3,,red\r\n", new UTF8Encoding(false));
        Fill("gaps.csv");
        var written = File.ReadAllBytes(At("filled.csv"));
        written.AsSpan().StartsWith(Encoding.UTF8.Preamble).ShouldBeTrue();
        var text = Encoding.UTF8.GetString(written);
        (text.Split("\r\n").Length, text.Replace("\r\n", "", StringComparison.Ordinal).Contains('\n', StringComparison.Ordinal), text.Contains("São,3,", StringComparison.Ordinal)).ShouldBe((3, false, true));
    }

    private List<string[]> Fill(string name, params string[] more)
    {
        var done = Elbo.Run(["impute", run, "--data", At(name), "--out", At("filled.csv"), "--quiet", .. more]);
        done.ExitCode.ShouldBe(0, done.Errors);
        // The only comma within a cell is that of the quoted note.
        return [.. File.ReadAllLines(At("filled.csv")).Select(l => l.Replace("a, ", "a; ", StringComparison.Ordinal).Split(',').Select(c => c.Replace("a; ", "a, ", StringComparison.Ordinal)).ToArray())];
    }

    private void Write(string name, IEnumerable<string[]> rows) => File.WriteAllLines(At(name), rows.Select(r => string.Join(',', r)));

    private string At(string name) => folder.Within(name);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static string Text(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);
}
