namespace Elbo.Cli.Tests.Shell;

public sealed class UsageTests
{
    private static readonly char[] blank = [' '];

    [Theory]
    [InlineData("data lst", "unknown command 'lst'; did you mean 'list'?")]
    [InlineData("docter", "unknown command 'docter'; did you mean 'doctor'?")]
    [InlineData("xyzzy", "unknown command 'xyzzy'; see elbo --help")]
    [InlineData("--vesion", "unknown option '--vesion' for 'elbo'; did you mean '--version'?")]
    [InlineData("doctor --jsn", "unknown option '--jsn' for 'elbo doctor'; did you mean '--json'?")]
    [InlineData("data info --jsn", "unknown option '--jsn' for 'elbo data info'; did you mean '--json'?")]
    [InlineData("data get mnist --turns=3", "unknown option '--turns' for 'elbo data get'; see elbo data get --help")]
    [InlineData("data info mnits", "unknown data set 'mnits'; did you mean 'mnist'?")]
    [InlineData("data info", "'elbo data info' needs <id|path>; see elbo data info --help")]
    [InlineData("data", "'elbo data' needs a command: list, info, show, get, check")]
    [InlineData("doctor now", "'elbo doctor' takes no further argument, but got 'now'")]
    [InlineData("doctor @file", "'elbo doctor' takes no further argument, but got '@file'")]
    [InlineData("bench train --peer --json", "elbo has no command 'bench': speed is measured by ./bench in the source folder")]
    [InlineData("help bench", "elbo has no command 'bench': speed is measured by ./bench in the source folder")]
    [InlineData("selfcheck --threads x", "--threads 'x' is not a whole number from 1 to 1024")]
    [InlineData("selfcheck --threads -1", "--threads '-1' is not a whole number from 1 to 1024")]
    [InlineData("selfcheck --seed -1", "--seed '-1' is not a whole number of at least 0")]
    [InlineData("sample run -n 0", "-n '0' is not a whole number from 1 to 10000")]
    [InlineData("sample run --count 0", "--count '0' is not a whole number from 1 to 10000")]
    [InlineData("reproduce --check --results nowhere", "nowhere: no results are kept there; name their folder with --results")]
    [InlineData("models ", "an empty word ('') on the command line; see elbo models --help")]
    [InlineData("help xyzzy", "unknown command 'xyzzy'; see elbo --help")]
    public void What_cannot_be_meant_is_one_line_and_exit_code_2(string line, string complaint)
    {
        var outcome = Elbo.Run(line.Split(blank));

        outcome.Errors.ShouldBe($"elbo: {complaint}\n");
        outcome.Output.ShouldBeEmpty();
        outcome.ExitCode.ShouldBe(2);
    }

    [Fact]
    public void An_option_without_its_value_is_named()
    {
        var outcome = Elbo.Run("selfcheck", "--threads");

        outcome.Complaints.ShouldHaveSingleItem().ShouldContain("--threads");
        outcome.ExitCode.ShouldBe(2);
    }
}
