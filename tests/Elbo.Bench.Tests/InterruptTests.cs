using System.Diagnostics;
using Elbo.Testing;

namespace Elbo.Bench.Tests;

public sealed class InterruptTests
{
    /// <summary>As many turns as a test could never wait for.</summary>
    private static readonly string[] longWork = ["overhead", "--turns", "1000"];

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public void A_signal_stops_the_work_with_exit_code_130_and_no_result(string signal)
    {
        using var child = Bench.Start(longWork);
        var read = ReadUntilWorking(child);
        using (var kill = Process.Start("kill", [$"-{signal}", $"{child.Id}"])) kill.WaitForExit();
        var outcome = ChildRun.Finish(child, read);

        outcome.ExitCode.ShouldBe(130);
        outcome.Output.ShouldBeEmpty();
        outcome.Complaints[^1].ShouldBe("bench: interrupted");
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
