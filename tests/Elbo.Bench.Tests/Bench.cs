using System.Diagnostics;
using Elbo.Testing;

namespace Elbo.Bench.Tests;

/// <summary>The built measurements, run as their users do: as a process.</summary>
internal static class Bench
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "bench.dll");

    public static Outcome Run(params string[] words)
    {
        using var child = Start(words);
        return ChildRun.Finish(child);
    }

    public static Process Start(params string[] words) => ChildRun.Start(Program, words, new Dictionary<string, string?>());
}
