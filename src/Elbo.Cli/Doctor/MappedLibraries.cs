namespace Elbo.Cli.Doctor;

/// <summary>The files this process runs code from, with links resolved, by the kernel's own list.</summary>
internal static class MappedLibraries
{
    private const string Maps = "/proc/self/maps";

    /// <summary>Paths whose file name begins so: <c>libtorch_cpu.so</c>.</summary>
    public static IReadOnlyList<string> Named(string beginning) =>
        File.Exists(Maps)
            ? [.. PathsOf(File.ReadLines(Maps)).Where(p => Path.GetFileName(p).StartsWith(beginning, StringComparison.Ordinal))]
            : [];

    /// <summary>The distinct paths in lines of <c>address permissions offset device inode path</c>.</summary>
    public static IEnumerable<string> PathsOf(IEnumerable<string> lines) =>
        lines.Select(l => l.IndexOf('/') is var at and >= 0 ? l[at..] : "").Where(p => p.Length > 0).Distinct();
}
