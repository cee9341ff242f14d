using System.Diagnostics;
using Elbo.Testing;

namespace Elbo.Cli.Tests;

/// <summary>The built command line, run as its users do: as a process.</summary>
internal static class Elbo
{
    /// <summary>The program beside the tests.</summary>
    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "elbo.dll");

    public static Outcome Run(params string[] words) => Run(words, new Dictionary<string, string?>());

    /// <param name="variables">Set, or removed where null.</param>
    public static Outcome Run(string[] words, IReadOnlyDictionary<string, string?> variables, string? program = null)
    {
        using var child = Start(words, variables, program);
        return Finish(child);
    }

    public static Process Start(string[] words, IReadOnlyDictionary<string, string?> variables, string? program = null) => ChildRun.Start(program ?? Program, words, variables);

    /// <summary>Waits for the end; <paramref name="read"/> is what was already read of standard error.</summary>
    public static Outcome Finish(Process child, string read = "") => ChildRun.Finish(child, read);

    /// <summary>Runs a line of the shell, with the program as <c>$ELBO</c>.</summary>
    /// <param name="longest">As of <see cref="ChildRun.Finish"/>.</param>
    public static Outcome Shell(string line, TimeSpan? longest = null)
    {
        ProcessStartInfo start = new("bash", ["-c", line]) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        start.Environment["ELBO"] = $"dotnet {Program}";
        using var child = Process.Start(start)!;
        child.StandardInput.Close();
        return ChildRun.Finish(child, "", longest);
    }
}
