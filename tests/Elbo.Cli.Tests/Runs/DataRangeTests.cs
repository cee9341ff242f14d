namespace Elbo.Cli.Tests.Runs;

/// <summary>The range of a likelihood holds wherever data meets a model.</summary>
public sealed class DataRangeTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Data_outside_the_range_of_the_likelihood_is_refused_by_every_command_that_takes_some()
    {
        var run = SmallRun.Train(At("run"), SmallRun.Npy(At("x.npy")));
        var (bytes, within) = (SmallRun.Npy(At("bytes.npy"), high: 255), SmallRun.Npy(At("within.npy"), seed: 2));
        foreach (var words in (string[][])
        [
            ["evaluate", run, "--data"], ["score", run, "--out", At("s.csv"), "--data"], ["score", run, "--out", At("s.csv"), "--against"],
            ["encode", run, "--out", At("c.npy"), "--data"],
        ])
        {
            var refused = Elbo.Run([.. words, bytes]);
            refused.ExitCode.ShouldBe(2, string.Join(' ', words));
            refused.Errors.ShouldContain("goes from 0 to 255, but a Bernoulli likelihood expects 0 to 1");
            refused.Errors.ShouldContain("model.likelihood=gaussian model.outputMean=identity");
            var taken = Elbo.Run([.. words, within]);
            taken.ExitCode.ShouldBe(0, taken.Errors);
            taken.Errors.ShouldNotContain("warning");
        }
    }

    [Fact]
    public void Figures_of_data_that_a_run_was_warned_of_carry_the_warning()
    {
        var run = SmallRun.Train(At("run"), SmallRun.Npy(At("x.npy"), high: 3), "--set", "model.likelihood=bernoulli");
        var evaluated = Elbo.Run("evaluate", run, "--metrics", "none");
        evaluated.ExitCode.ShouldBe(0, evaluated.Errors);
        evaluated.Output.ShouldContain("note: the data goes from 0 to 3");
        evaluated.Errors.ShouldContain("warning: the data goes from 0 to 3");
        // Within what the run has seen, if not within its likelihood.
        Elbo.Run("evaluate", run, "--metrics", "none", "--data", SmallRun.Npy(At("like.npy"), high: 2)).ExitCode.ShouldBe(0);
        Elbo.Run("evaluate", run, "--metrics", "none", "--data", SmallRun.Npy(At("far.npy"), high: 4)).ExitCode.ShouldBe(2);
    }

    [Fact]
    public void Of_real_numbers_those_of_another_unit_are_told()
    {
        var run = SmallRun.Train(At("run"), SmallRun.Npy(At("x.npy"), low: -1), "--set", "model.likelihood=gaussian", "--set", "model.outputMean=identity");
        Elbo.Run("score", run, "--out", At("s.csv"), "--data", SmallRun.Npy(At("near.npy"), high: 9)).Errors.ShouldNotContain("warning");
        Elbo.Run("score", run, "--out", At("s.csv"), "--data", SmallRun.Npy(At("far.npy"), high: 255)).Errors.ShouldContain("from 0 to 255, the data of the run from -1 to 1");
    }

    private string At(string name) => folder.Within(name);
}
