using System.Diagnostics;

namespace Elbo.Cli.Tests;

/// <summary>What a run of the program left behind.</summary>
internal sealed record Outcome(int ExitCode, string Output, string Errors)
{
    /// <summary>The lines on standard error.</summary>
    public string[] Complaints => Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>Runs the built program as its users do: as a process.</summary>
internal static class Elbo
{
    /// <summary>Far longer than any run here takes on a busy machine; a hang should fail, not block.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(3);

    /// <summary>The program beside the tests.</summary>
    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "elbo.dll");

    public static Outcome Run(params string[] words) => Run(words, new Dictionary<string, string?>());

    /// <param name="variables">Set, or removed where null.</param>
    public static Outcome Run(string[] words, IReadOnlyDictionary<string, string?> variables, string? program = null)
    {
        using var child = Start(words, variables, program);
        return Finish(child);
    }

    public static Process Start(string[] words, IReadOnlyDictionary<string, string?> variables, string? program = null)
    {
        ProcessStartInfo start = new("dotnet", [program ?? Program, .. words]) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var (name, value) in variables)
        {
            if (value is null) start.Environment.Remove(name);
            else start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    /// <summary>Waits for the end; <paramref name="read"/> is what was already read of standard error.</summary>
    public static Outcome Finish(Process child, string read = "")
    {
        var errors = child.StandardError.ReadToEndAsync();
        var output = child.StandardOutput.ReadToEndAsync();
        if (!child.WaitForExit(Longest))
        {
            child.Kill(entireProcessTree: true);
            throw new TimeoutException($"{string.Join(' ', child.StartInfo.ArgumentList)} did not end");
        }

        return new(child.ExitCode, output.GetAwaiter().GetResult(), read + errors.GetAwaiter().GetResult());
    }

    /// <summary>Runs a line of the shell, with the program as <c>$ELBO</c>.</summary>
    public static Outcome Shell(string line)
    {
        ProcessStartInfo start = new("bash", ["-c", line]) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        start.Environment["ELBO"] = $"dotnet {Program}";
        using var child = Process.Start(start)!;
        child.StandardInput.Close();
        return Finish(child);
    }
}
