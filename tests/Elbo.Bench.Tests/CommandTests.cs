using System.Text.RegularExpressions;
using Elbo.Testing;

namespace Elbo.Bench.Tests;

public sealed class CommandTests
{
    [Theory]
    [InlineData("train")]
    [InlineData("evaluate")]
    [InlineData("encode")]
    [InlineData("data")]
    [InlineData("overhead")]
    [InlineData("memory")]
    [InlineData("quantizer")]
    [InlineData("sampling")]
    public void Each_measurement_has_a_purpose_a_usage_line_the_json_option_and_examples_at_the_end(string command)
    {
        var help = Bench.Run(command, "--help");

        help.ExitCode.ShouldBe(0);
        help.Output.Split('\n')[0].ShouldEndWith(".");
        help.Output.ShouldContain($"Usage:\n  bench {command}");
        help.Output.ShouldContain("--json");
        help.Output.IndexOf($"  ./bench {command}", StringComparison.Ordinal).ShouldBeGreaterThan(help.Output.IndexOf("Examples:", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("overhead --turns x", "--turns 'x' is not a whole number from 1 to 1000")]
    [InlineData("overhead --turns -1", "--turns '-1' is not a whole number from 1 to 1000")]
    [InlineData("data --pictures 2000", "unknown option '--pictures' for 'bench data'; it is called '--images' now")]
    [InlineData("data --pictures=2000", "unknown option '--pictures' for 'bench data'; it is called '--images' now")]
    [InlineData("train --busy 0", "--busy '0' is not a whole number from 1 to 1000")]
    [InlineData("overheat", "unknown command 'overheat'; did you mean 'overhead'?")]
    public void What_cannot_be_meant_is_one_line_and_exit_code_2(string line, string complaint)
    {
        var outcome = Bench.Run(line.Split(' '));

        outcome.Errors.ShouldBe($"bench: {complaint}\n");
        outcome.Output.ShouldBeEmpty();
        outcome.ExitCode.ShouldBe(2);
    }

    [Fact]
    public void Every_measurement_that_the_documents_name_exists()
    {
        var files = Directory.EnumerateFiles(Repository.Root, "*.md").Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md")).ToList();
        var named = files.Select(File.ReadAllText).SelectMany(text => Regex.Matches(text, @"`\./bench ([a-z]+)")).Select(m => m.Groups[1].Value).Distinct().ToList();

        named.Count.ShouldBeGreaterThan(3);
        named.ShouldBeSubsetOf(BenchProgram.Create().Subcommands.Select(c => c.Name));
        // What the documents said before measurements had a program of their own.
        files.Where(file => File.ReadAllText(file).Contains("elbo bench")).ShouldBeEmpty();
    }
}
