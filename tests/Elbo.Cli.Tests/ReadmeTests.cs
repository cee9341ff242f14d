using System.Diagnostics;
using System.Text.RegularExpressions;
using Elbo.Testing;

namespace Elbo.Cli.Tests;

public sealed class ReadmeTests
{
    [Fact]
    public void The_library_example_runs()
    {
        using var folder = new TemporaryFolder();
        var program = Path.Combine(Repository.Root, "artifacts/bin/Quickstart/release/Quickstart.dll");
        using var child = Process.Start(new ProcessStartInfo("dotnet", [program, SmallImages.Write(Path.Combine(folder.Path, "data"))]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var outcome = Elbo.Finish(child);
        outcome.ExitCode.ShouldBe(0, outcome.Errors);
        outcome.Output.ShouldMatch(@"^-log p\(x\) <= [0-9.]+ \+- [0-9.]+ nats");
    }

    [Fact]
    public void Every_command_of_the_readme_exists()
    {
        var readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));
        var verbs = Regex.Matches(readme, @"(?:^|`)(?:\./)?elbo ((?:data )?[a-z]+)", RegexOptions.Multiline).Select(m => m.Groups[1].Value).Distinct().ToList();
        verbs.Count.ShouldBeGreaterThan(8);
        foreach (var verb in verbs) Elbo.Run([.. verb.Split(' '), "--help"]).ExitCode.ShouldBe(0, verb);
    }
}
