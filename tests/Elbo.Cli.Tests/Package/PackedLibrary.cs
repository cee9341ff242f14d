using System.IO.Compression;
using Elbo.Testing;

namespace Elbo.Cli.Tests.Package;

/// <summary>The package and its symbols, made once from what is built.</summary>
public sealed class PackedLibrary : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    private readonly TemporaryFolder folder = new();

    public PackedLibrary() => Pack(Feed);

    /// <summary>A folder that is a source of packages.</summary>
    public string Feed => folder.Within("feed");

    /// <summary>The package.</summary>
    public ZipArchive Open() => ZipFile.OpenRead(Directory.GetFiles(Feed, "Elbo.*.nupkg").ShouldHaveSingleItem());

    /// <summary>Its symbols.</summary>
    public ZipArchive OpenSymbols() => ZipFile.OpenRead(Directory.GetFiles(Feed, "Elbo.*.snupkg").ShouldHaveSingleItem());

    /// <summary>Makes the package again, elsewhere.</summary>
    public static void Pack(string to)
    {
        var outcome = Run(Repository.Root, "dotnet", "pack", "eng/package/Elbo.csproj", "-c", "Release", "--no-build", "--no-restore", "-o", to, "-tl:off", "-nodeReuse:false");
        outcome.ExitCode.ShouldBe(0, outcome.Output);
    }

    /// <summary>Runs a program in a folder; it is told nothing of the tests' own environment that .NET or Elbo would heed.</summary>
    internal static Outcome Run(string at, string program, params string[] words)
    {
        System.Diagnostics.ProcessStartInfo start = new(program, words) { WorkingDirectory = at, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("MSBUILD", StringComparison.Ordinal) || k == "ELBO_NATIVE").ToList()) start.Environment.Remove(name);
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = start.Environment["DOTNET_NOLOGO"] = "1";
        using var child = System.Diagnostics.Process.Start(start)!;
        child.StandardInput.Close();
        return ChildRun.Finish(child, "", Longest);
    }

    public void Dispose() => folder.Dispose();
}
