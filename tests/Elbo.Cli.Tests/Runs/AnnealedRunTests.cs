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

    [Fact]
    public void A_later_evaluation_without_it_keeps_its_figures_with_their_date_until_weights_change()
    {
        var run = Train();
        JsonNode Evaluate(params string[] more)
        {
            var outcome = Elbo.Run(["evaluate", run, "--metrics", "units", "--samples", "5", "--quiet", "--json", .. more]);
            outcome.ExitCode.ShouldBe(0, outcome.Errors);
            return JsonNode.Parse(outcome.Output)!;
        }
        var annealed = Evaluate("--estimator", "ais", "--bdmc", "--chains", "4", "--steps", "20");
        annealed["ais"]!["measured"].ShouldBeNull();
        var file = Path.Combine(run, "evaluation-test.json");
        // The second takes over from the first, the third from the second: the date stays that of the measurement.
        foreach (var seed in (string[])["2", "3"])
        {
            var later = Evaluate("--seed", seed);
            later["nll_ais"]!.ToJsonString().ShouldBe(annealed["nll_ais"]!.ToJsonString());
            later["nll_ais_se"]!.ToJsonString().ShouldBe(annealed["nll_ais_se"]!.ToJsonString());
            foreach (var (name, value) in annealed["ais"]!.AsObject()) later["ais"]![name]!.ToJsonString().ShouldBe(value!.ToJsonString(), name);
            later["ais"]!["measured"]!["date"]!.ToString().ShouldBe(annealed["provenance"]!["date"]!.ToString());
            ((int)later["ais"]!["measured"]!["seed"]!).ShouldBe(1);
            ((int)later["seed"]!).ShouldBe(int.Parse(seed, System.Globalization.CultureInfo.InvariantCulture));
            JsonNode.Parse(File.ReadAllText(file))!["nll_ais"].ShouldNotBeNull();
            var report = File.ReadAllText(Path.Combine(run, "report.html"));
            report.ShouldContain("NLL, AIS");
            report.ShouldContain($"measured {annealed["provenance"]!["date"]}, seed 1: ");
            report.ShouldContain("4 chains, 20 distributions");
        }
        Evaluate("--estimator", "ais", "--chains", "4", "--steps", "30", "--seed", "4")["ais"]!["measured"].ShouldBeNull();
        // Other weights: what was said of the old ones is not said of these.
        var old = JsonNode.Parse(File.ReadAllText(file))!;
        old["provenance"]!["weights_sha256"] = new string('0', 64);
        File.WriteAllText(file, old.ToJsonString());
        var last = Elbo.Run("evaluate", run, "--metrics", "units", "--samples", "5", "--json");
        JsonNode.Parse(last.Output)!["nll_ais"].ShouldBeNull();
        last.Errors.ShouldContain("was of other weights or other data, and is no longer kept");
    }

    [Fact]
    public void Posterior_draws_give_a_figure_near_annealing_s_and_a_code_of_five_numbers_is_refused_in_one_line()
    {
        var run = Train();
        JsonNode Evaluate(params string[] how)
        {
            var outcome = Elbo.Run(["evaluate", run, "--limit", "6", "--metrics", "units", "--samples", "50", "--quiet", "--json", .. how]);
            outcome.ExitCode.ShouldBe(0, outcome.Errors);
            return JsonNode.Parse(outcome.Output)!;
        }
        var drawn = Evaluate("--estimator", "harmonic", "--draws", "400");
        ((int)drawn["harmonic"]!["examples"]!).ShouldBe(6);
        ((int)drawn["harmonic"]!["draws"]!).ShouldBe(400);
        // The same six examples: both are off by hundredths of a nat.
        ((double)drawn["nll_harmonic"]!).ShouldBe((double)Evaluate("--estimator", "ais", "--chains", "8", "--steps", "60")["nll_ais"]!, 0.25);

        var wide = folder.Within("wide");
        SmallRun.Train(wide, SmallImages.Write(folder.Within("data")), "--set", "data.binarisation=dynamic", "--set", "model.latent=5");
        var refused = Elbo.Run("evaluate", wide, "--estimator", "harmonic", "--quiet");
        refused.ExitCode.ShouldNotBe(0);
        refused.Errors.Trim().Split('\n').ShouldHaveSingleItem().ShouldContain("the code has 5 numbers");
        refused = Elbo.Run("evaluate", run, "--draws", "400");
        refused.ExitCode.ShouldNotBe(0);
        refused.Errors.Trim().Split('\n').ShouldHaveSingleItem().ShouldContain("--draws is an option of --estimator harmonic");
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
