using System.Globalization;
using System.Text.Json.Nodes;

namespace Elbo.Cli.Tests.Runs;

/// <summary>Runs are compared example by example, and only by figures that are of the same.</summary>
public sealed class ComparedRunsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Differences_are_taken_on_the_same_examples_and_unlike_figures_have_rows_of_their_own()
    {
        var data = SmallImages.Write(At("data"));
        var (a, b) = (Evaluated("a", data, "--epochs", "1"), Evaluated("b", data, "--epochs", "20", "--set", "training.learningRate=0.01"));
        var (found, text) = Compare(a, b);
        var elbo = found["paired"]!.AsArray().Single(p => p!["figure"]!.ToString() == "elbo")!;
        double Of(int run, string key) => (double)found["runs"]![run]![key]!;
        // A mean of differences is the difference of the means; JSON rounds both to four digits.
        ((double)elbo["mean"]![0]!).ShouldBe(Of(1, "elbo") - Of(0, "elbo"), 2e-4);
        ((double)elbo["se"]![0]!).ShouldBeGreaterThan(0);
        ((double)found["paired"]!.AsArray().Single(p => p!["figure"]!.ToString() == "nll")!["mean"]![0]!).ShouldBe(Of(1, "nll") - Of(0, "nll"), 2e-4);
        Row(text, "elbo").Count(IsFigure).ShouldBe(2);

        // The same run measured with another K, and a run on other data.
        Elbo.Run("evaluate", b, "--samples", "7", "--metrics", "none", "--quiet").ExitCode.ShouldBe(0);
        var c = Evaluated("c", SmallImages.Write(At("other"), inverted: true), "--epochs", "1");
        (found, text) = Compare(a, b, c);
        found["paired"]!.AsArray().Select(p => p!["figure"]!.ToString()).ShouldBe(["elbo"]);
        found["paired"]![0]!["mean"]!.AsArray().Select(v => v is null).ShouldBe([false, true]);
        foreach (var title in (string[])["nll (data, K = 3)", "nll (data, K = 7)", "nll (other, K = 3)", "elbo (data)", "elbo (other)", "objective, training (other)"])
            text.ShouldContain(title);
        text.Split('\n').Where(l => l.TrimStart().StartsWith("nll (", StringComparison.Ordinal)).ShouldAllBe(l => l.Contains('–'));
        // In JSON, where nothing stands side by side, every run has its own.
        found["runs"]!.AsArray().ShouldAllBe(r => r!["nll"] != null && r["elbo"] != null);
    }

    private static bool IsFigure(string word) => double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out _) && word.Contains('.');

    private static string[] Row(string text, string name) => text.Split('\n').First(l => l.TrimStart().StartsWith(name + " ", StringComparison.Ordinal)).Split('±')
        .Select(part => part.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^1]).SkipLast(1).ToArray();

    private (JsonNode Json, string Text) Compare(params string[] runs) =>
        (JsonNode.Parse(Elbo.Run(["compare", .. runs, "--out", At("c.html"), "--json"]).Output)!, Elbo.Run(["compare", .. runs, "--out", At("c.html")]).Output);

    private string Evaluated(string name, string data, params string[] more)
    {
        var run = SmallRun.Train(At(name), data, more);
        Elbo.Run("evaluate", run, "--samples", "3", "--metrics", "none", "--quiet").ExitCode.ShouldBe(0);
        return run;
    }

    private string At(string name) => folder.Within(name);
}
