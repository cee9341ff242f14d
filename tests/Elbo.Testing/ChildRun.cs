using System.Diagnostics;

namespace Elbo.Testing;

/// <summary>What a run of a program left behind.</summary>
public sealed record Outcome(int ExitCode, string Output, string Errors)
{
    /// <summary>The lines on standard error.</summary>
    public string[] Complaints => Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>Runs a built program as its users do: as a process.</summary>
public static class ChildRun
{
    /// <summary>Far longer than any run here takes on a busy machine; a hang should fail, not block.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(3);

    /// <param name="program">Path of its assembly.</param>
    /// <param name="variables">Set, or removed where null.</param>
    public static Process Start(string program, string[] words, IReadOnlyDictionary<string, string?> variables)
    {
        ProcessStartInfo start = new("dotnet", [program, .. words]) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var (name, value) in variables)
        {
            if (value is null) start.Environment.Remove(name);
            else start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    /// <summary>Waits for the end; <paramref name="read"/> is what was already read of standard error.</summary>
    /// <param name="longest">Null is three minutes.</param>
    public static Outcome Finish(Process child, string read = "", TimeSpan? longest = null)
    {
        var errors = child.StandardError.ReadToEndAsync();
        var output = child.StandardOutput.ReadToEndAsync();
        if (!child.WaitForExit(longest ?? Longest))
        {
            child.Kill(entireProcessTree: true);
            throw new TimeoutException($"{string.Join(' ', child.StartInfo.ArgumentList)} did not end");
        }

        return new(child.ExitCode, output.GetAwaiter().GetResult(), read + errors.GetAwaiter().GetResult());
    }
}
