using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Elbo.Torch.Interop;

/// <summary>Why the shim did not load, in words: which libtorch it was built against, which one is here, and what to install or build.</summary>
internal static partial class LibtorchMisfit
{
    private const string Build = "with eng/native of Elbo's sources (ELBO_LIBTORCH names a libtorch that is not the system's), then set ELBO_NATIVE to its artifacts/native";

    /// <summary>No shim in any place.</summary>
    public static string NoShim(string file, IEnumerable<string> places) =>
        $"{file} not found (looked in {string.Join(", ", places)}); the package has it for linux-x64, and this is {RuntimeInformation.RuntimeIdentifier}; build it {Build}";

    /// <param name="shim">The file that did not load.</param>
    /// <param name="reason">The dynamic linker's own words.</param>
    /// <param name="wanted">The libtorch_cpu that the shim names, such as <c>libtorch_cpu.so.1.13</c>; null where it cannot be read.</param>
    /// <param name="here">Files of libtorch_cpu on this machine.</param>
    public static string Describe(string shim, string reason, string? wanted, IReadOnlyList<string> here)
    {
        // The linker names what is missing first; of several lines of .NET's message only this one does.
        var line = reason.Split('\n').Select(l => l.Trim()).FirstOrDefault(l => l.Contains(".so", StringComparison.Ordinal) && Cause().IsMatch(l)) ?? reason.Split('\n')[0].Trim();
        var missing = Missing().Match(line);
        if (missing.Success && !IsLibtorch(missing.Groups[1].Value))
            return $"{shim} could not be loaded: {line}; install the package of your system that has {missing.Groups[1].Value}";
        var version = wanted is null ? "" : wanted[(wanted.IndexOf(".so", StringComparison.Ordinal) + 3)..].TrimStart('.');
        var built = version.Length > 0 ? $" and was built against libtorch {version}" : "";
        var install = version.Length > 0 ? $"install it (Debian and Ubuntu: apt-get install libtorch{version} libopenblas0-openmp)" : "install the libtorch it was built against";
        var others = here.Where(file => wanted is null || version.Length == 0 || Path.GetFileName(file) != wanted).ToList();
        var other = others.Count > 0 ? $"build the shim for the one that is here, {others[0]}," : "build the shim for another one";
        return $"libtorch could not be loaded: {line}; {shim} needs {wanted ?? "it"}{built}: {install}, or {other} {Build}";
    }

    /// <summary>The name of libtorch_cpu in the shim's list of libraries; null where the file cannot be read or names none.</summary>
    public static string? Wanted(string shim)
    {
        try
        {
            // Of a file of 600 KB, and only once nothing works any more.
            var match = CpuLibrary().Match(System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(shim)));
            return match.Success ? match.Value : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Files of libtorch_cpu where the linker and people look.</summary>
    public static IReadOnlyList<string> Here()
    {
        string?[] named = [Environment.GetEnvironmentVariable("ELBO_LIBTORCH") is { Length: > 0 } own ? Path.Combine(own, "lib") : null, .. (Environment.GetEnvironmentVariable("LD_LIBRARY_PATH") ?? "").Split(':')];
        string[] usual = [$"/usr/lib/{Triple}", "/usr/lib64", "/usr/lib", "/usr/local/lib"];
        return [.. named.Where(f => !string.IsNullOrEmpty(f)).Concat(usual).Where(Directory.Exists).SelectMany(f => Directory.EnumerateFiles(f!, "libtorch_cpu.so*")).Order(StringComparer.Ordinal)];
    }

    private static string Triple => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "aarch64-linux-gnu" : "x86_64-linux-gnu";

    private static bool IsLibtorch(string file) => file.StartsWith("libtorch", StringComparison.Ordinal) || file.StartsWith("libc10", StringComparison.Ordinal);

    [GeneratedRegex("cannot open|invalid ELF|undefined symbol|version `")]
    private static partial Regex Cause();

    [GeneratedRegex(@"(?:^|[\s:])([\w.+-]+\.so[\w.]*): cannot open")]
    private static partial Regex Missing();

    [GeneratedRegex(@"libtorch_cpu\.so[.0-9]*")]
    private static partial Regex CpuLibrary();
}
