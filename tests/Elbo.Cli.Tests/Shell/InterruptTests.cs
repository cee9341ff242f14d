using System.Diagnostics;

namespace Elbo.Cli.Tests.Shell;

public sealed class InterruptTests
{
    /// <summary>As many turns as a test could never wait for.</summary>
    private static readonly string[] longWork = ["bench", "overhead", "--turns", "1000"];

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public void A_signal_stops_the_work_with_exit_code_130_and_no_result(string signal)
    {
        using var child = Elbo.Start(longWork, new Dictionary<string, string?>());
        var read = ReadUntilWorking(child);
        using (var kill = Process.Start("kill", [$"-{signal}", $"{child.Id}"])) kill.WaitForExit();
        var outcome = Elbo.Finish(child, read);

        outcome.ExitCode.ShouldBe(130);
        outcome.Output.ShouldBeEmpty();
        outcome.Complaints[^1].ShouldBe("elbo: interrupted");
        outcome.Errors.ShouldContain("press Ctrl-C again to end at once");
    }

    /// <summary>Until the first line about the work itself; skips where the comparison cannot be built.</summary>
    private static string ReadUntilWorking(Process child)
    {
        var read = "";
        while (child.StandardError.ReadLine() is { } line)
        {
            read += line + "\n";
            if (line.StartsWith("bench overhead", StringComparison.Ordinal)) return read;
        }

        child.WaitForExit();
        Assert.Skip($"bench overhead does not run here: {read}");
        return read;
    }
}
