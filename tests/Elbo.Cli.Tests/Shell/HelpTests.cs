namespace Elbo.Cli.Tests.Shell;

public sealed class HelpTests
{
    [Fact]
    public void The_first_page_says_what_elbo_is_and_lists_commands_examples_variables_and_exit_codes()
    {
        var help = Elbo.Run("--help");

        help.ExitCode.ShouldBe(0);
        help.Errors.ShouldBeEmpty();
        help.Output.ShouldStartWith("Train, evaluate and sample variational autoencoders.\n\nUsage:\n  elbo <command> [options]\n");
        foreach (var word in new[] { "data get <id>", "doctor", "--quiet", "Examples:", "ELBO_DATA", "130 interrupted" }) help.Output.ShouldContain(word);
    }

    [Fact]
    public void Without_words_it_shows_the_first_page() => Elbo.Run().Output.ShouldBe(Elbo.Run("--help").Output);

    [Fact]
    public void Help_as_a_command_shows_the_page_of_the_words_behind_it() => Elbo.Run("help", "data", "get").Output.ShouldBe(Elbo.Run("data", "get", "-h").Output);

    [Theory]
    [InlineData("data list")]
    [InlineData("data info")]
    [InlineData("data get")]
    [InlineData("data check")]
    [InlineData("doctor")]
    [InlineData("evaluate")]
    [InlineData("score")]
    [InlineData("encode")]
    [InlineData("decode")]
    [InlineData("interpolate")]
    [InlineData("traverse")]
    [InlineData("compare")]
    [InlineData("selfcheck")]
    public void Each_command_has_a_purpose_a_usage_line_the_json_option_and_examples_at_the_end(string command)
    {
        var help = Elbo.Run([.. command.Split(' '), "--help"]);

        help.ExitCode.ShouldBe(0);
        var lines = help.Output.Split('\n');
        lines[0].ShouldEndWith(".");
        help.Output.ShouldContain($"Usage:\n  elbo {command}");
        help.Output.ShouldContain("--json");
        help.Output.IndexOf("Examples:", StringComparison.Ordinal).ShouldBeGreaterThan(help.Output.IndexOf("Options:", StringComparison.Ordinal));
        help.Output.ShouldContain($"  elbo {command}");
        lines.ShouldAllBe(line => line.Length <= 100);
    }

    [Fact]
    public void The_version_is_that_of_the_build() => Elbo.Run("--version").Output.ShouldBe("elbo 0.1.0\n");
}
