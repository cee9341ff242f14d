using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Elbo.Cli.Tests.Runs;

/// <summary><c>elbo evaluate --estimator ais</c>: its figures, and that a killed one goes on to the same ones.</summary>
public sealed class AnnealedRunTests : IDisposable
{
    private const int Killed = 137;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void It_gives_a_figure_with_its_gap_and_says_what_it_is_of()
    {
        var run = Train();
        var outcome = Elbo.Run("evaluate", run, "--estimator", "ais", "--bdmc", "--limit", "6", "--chains", "8", "--steps", "60", "--samples", "50", "--metrics", "units", "--quiet", "--json");
        outcome.ExitCode.ShouldBe(0, outcome.Errors);
        var ais = JsonNode.Parse(outcome.Output)!["ais"]!;
        ((int)ais["examples"]!).ShouldBe(6);
        ((int)ais["chains"]!).ShouldBe(8);
        ((int)ais["steps"]!).ShouldBe(60);
        // A code of two numbers: 60 distributions are plenty, and all three stand in their order but for noise of a tenth of a nat.
        ((double)JsonNode.Parse(outcome.Output)!["nll_ais"]!).ShouldBeLessThan(-(double)ais["elbo"]! + 0.2);
        ((double)ais["bdmc_gap"]!).ShouldBeInRange(-0.2, 1);
    }

    [Theory]
    [InlineData("0", "--chains")]
    [InlineData("1", "--steps")]
    public void Numbers_that_mean_nothing_are_refused_in_one_line(string value, string option)
    {
        var run = Train();
        var outcome = Elbo.Run("evaluate", run, "--estimator", "ais", option, value);
        outcome.ExitCode.ShouldNotBe(0);
        outcome.Errors.Trim().Split('\n').ShouldHaveSingleItem().ShouldContain(option);
    }

    [Fact]
    public void Killed_and_asked_for_again_it_ends_with_the_same_blocks_bit_for_bit()
    {
        var whole = Train();
        var broken = folder.Within("broken");
        Copy(whole, broken);
        string[] Ask(string run) => ["evaluate", run, "--estimator", "ais", "--limit", "8", "--chains", "400", "--steps", "80", "--metrics", "units", "--threads", "1", "--quiet", "--json"];
        var clock = Stopwatch.StartNew();
        var alone = Elbo.Run(Ask(whole));
        alone.ExitCode.ShouldBe(0, alone.Errors);
        var (longest, random, kills) = (clock.Elapsed, new Random(1), 0);
        for (var attempt = 0; attempt < 3; attempt++)
        {
            using var child = Elbo.Start(Ask(broken), new Dictionary<string, string?>());
            if (!child.WaitForExit(longest * (0.3 + 0.5 * random.NextDouble()))) child.Kill();
            var outcome = Elbo.Finish(child);
            outcome.ExitCode.ShouldBeOneOf([0, Killed], outcome.Errors);
            if (outcome.ExitCode == Killed) kills++;
        }
        kills.ShouldBeGreaterThan(0);
        var last = Elbo.Run(Ask(broken));
        last.ExitCode.ShouldBe(0, last.Errors);
        Blocks(broken).ShouldBe(Blocks(whole));
        Blocks(whole).Count.ShouldBeGreaterThan(2);
        Figures(last.Output).ShouldBe(Figures(alone.Output));
    }

    private string Train()
    {
        var run = folder.Within($"run-{Guid.NewGuid():N}");
        return SmallRun.Train(run, SmallImages.Write(folder.Within("data")), "--set", "data.binarisation=dynamic");
    }

    // Finished blocks, without what a killed process left half written.
    private static List<string> Blocks(string run) => [.. File.ReadAllLines(Path.Combine(run, "evaluation-blocks.txt")).Where(line => line.EndsWith(" .", StringComparison.Ordinal)).Order()];

    private static string Figures(string output) => $"{JsonNode.Parse(output)!["nll_ais"]!.ToJsonString()} {JsonNode.Parse(output)!["ais"]!.ToJsonString()}";

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
