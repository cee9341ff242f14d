using System.Globalization;
using System.Text.Json.Nodes;

namespace Elbo.Cli.Tests.Runs;

/// <summary>A table of numbers, categories, bits and missing cells, as the bare command takes it.</summary>
public sealed class MixedTableTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string table, run;

    public MixedTableTests()
    {
        table = At("t.csv");
        // Colour and member follow the sign of the height; a fifth of the weights is missing.
        File.WriteAllLines(table, ["height,weight,colour,member", .. Enumerable.Range(0, 200).Select(n => (Height: 1000 + 10 * Math.Sin(n), n)).Select(r => string.Create(CultureInfo.InvariantCulture,
            $"{r.Height:0.00},{(r.n % 5 == 0 ? "" : $"{r.Height / 10:0.0}")},{(r.Height > 1000 ? "red" : "blue")},{(r.Height > 1000 ? 1 : 0)}"))]);
        run = SmallRun.Train(At("run"), table, "--epochs", "2");
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Its_likelihood_is_mixed_and_everything_that_works_on_tables_works_with_it()
    {
        var config = JsonNode.Parse(File.ReadAllText(Path.Combine(run, "config.json")))!;
        ((string)config["model"]!["likelihood"]!).ShouldBe("mixed");
        var extended = Elbo.Run("resume", run, "--epochs", "80", "--set", "training.learningRate=0.01", "--quiet");
        extended.ExitCode.ShouldBe(0, extended.Errors);

        var evaluated = Elbo.Run("evaluate", run, "--json", "--quiet");
        evaluated.ExitCode.ShouldBe(0, evaluated.Errors);
        ((string)JsonNode.Parse(evaluated.Output)!["likelihood"]!).ShouldBe("mixed");

        var made = Rows("reconstruct", run, "--data", table);
        made[0].ShouldBe("line,height,weight,colour,member");
        // Two columns say the same as the sign of the third: a code keeps it of all but those in between.
        made.Skip(1).Select(r => r.Split(',')).Count(c => (c[3], c[4]) is ("red", "1") or ("blue", "0")).ShouldBeGreaterThan(190);
        Rows("sample", run, "-n", "30").Skip(1).Select(r => r.Split(',')).ShouldAllBe(c => (c[2] == "red" || c[2] == "blue") && (c[3] == "0" || c[3] == "1"));
        Rows("score", run, "--data", table).Count.ShouldBe(201);
    }

    [Theory]
    [InlineData("model.likelihood=gaussian model.numericColumns=studentT", "model.numericColumns has no effect but under likelihood=mixed")]
    [InlineData("data.ignore=[\"colour\",\"member\",\"weight\"] model.likelihood=mixed", null)]
    [InlineData("model.numericColumns=studentT", null)]
    public void Its_settings_have_an_effect_or_are_refused(string settings, string? refusal)
    {
        var trained = Elbo.Run(["train", "vae", "--data", table, "--out", At("other"), "--epochs", "1", "--quiet", .. settings.Split(' ').SelectMany(s => new[] { "--set", s })]);
        trained.ExitCode.ShouldBe(refusal is null ? 0 : 2, trained.Errors);
        if (refusal is not null) trained.Errors.ShouldContain(refusal);
    }

    private List<string> Rows(params string[] words)
    {
        var done = Elbo.Run([.. words, "--out", At("out.csv"), "--quiet"]);
        done.ExitCode.ShouldBe(0, done.Errors);
        return [.. File.ReadAllLines(At("out.csv"))];
    }

    private string At(string name) => folder.Within(name);
}
