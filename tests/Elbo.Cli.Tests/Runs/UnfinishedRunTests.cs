using Elbo.Cli.Tests.Commands;

namespace Elbo.Cli.Tests.Runs;

/// <summary>A run that was not trained to its end says so, and what was never trained draws nothing.</summary>
public sealed class UnfinishedRunTests(CodedRuns runs) : IClassFixture<CodedRuns>
{
    [Fact]
    public void Every_command_says_of_an_unfinished_run_that_it_is_one()
    {
        var run = Stopped("stopped-everywhere", keepPrior: true);
        foreach (var words in (string[][])
        [
            ["evaluate", run, "--limit", "20"], ["encode", run, "--out", At("c.npy"), "--limit", "20"], ["reconstruct", run, "--out", At("r.png")], ["sample", run, "-n", "2", "--out", At("s.png")],
            ["compress", run, runs.Data, At("x.elbo"), "--limit", "20"], ["codebook", run, "--out", At("b.png")], ["probe", run, "--limit", "20"],
        ])
        {
            var said = Elbo.Run(words);
            said.ExitCode.ShouldBe(0, said.Errors);
            said.Errors.ShouldContain($"warning: {run} is not finished: 3 of 3 epochs of the prior are done; go on with `elbo resume {run}`");
        }
        Elbo.Run("evaluate", run, "--limit", "20").Output.ShouldContain("note: the run is not finished");
    }

    [Fact]
    public void Nothing_is_drawn_from_a_prior_that_was_never_trained()
    {
        var run = Stopped("stopped-early", keepPrior: false);
        var sampled = Elbo.Run("sample", run, "-n", "2", "--out", At("none.png"));
        sampled.ExitCode.ShouldBe(1);
        sampled.Errors.ShouldContain("its prior was never trained");
        File.Exists(At("none.png")).ShouldBeFalse();
        Elbo.Run("reconstruct", run, "--out", At("some.png")).ExitCode.ShouldBe(0);
        Elbo.Run("evaluate", run, "--limit", "20").Output.ShouldContain("its prior was never trained");
    }

    [Fact]
    public void A_finished_run_says_nothing_of_the_kind()
    {
        var said = Elbo.Run("sample", runs.Plain, "-n", "2", "--out", At("fine.png"));
        said.ExitCode.ShouldBe(0, said.Errors);
        said.Errors.ShouldNotContain("finished");
    }

    private string At(string name) => runs.At(name);

    // As a run is that was stopped while its prior was trained, or before.
    private string Stopped(string name, bool keepPrior)
    {
        var run = At(name);
        foreach (var file in Directory.EnumerateFiles(runs.Plain, "*", SearchOption.AllDirectories))
        {
            var to = Path.Combine(run, Path.GetRelativePath(runs.Plain, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(file, to);
        }
        File.Delete(Path.Combine(run, "model/weights.safetensors"));
        File.Delete(Path.Combine(run, "stages/prior/weights.safetensors"));
        if (!keepPrior) Directory.Delete(Path.Combine(run, "stages/prior"), recursive: true);
        return run;
    }
}
