using System.Reflection;
using System.Runtime.InteropServices;

namespace Elbo.Torch.Interop;

/// <summary>Finds the shim beside the assembly or where <c>ELBO_NATIVE</c> points, and says plainly what is wrong when it does not load.</summary>
internal static class NativeLoader
{
    private const string FileName = "libelbo_torch.so";

    private static int installed;

    public static void Install()
    {
        if (Interlocked.Exchange(ref installed, 1) == 0)
            NativeLibrary.SetDllImportResolver(typeof(NativeLoader).Assembly, Resolve);
    }

    /// <summary>The places looked at: the one that was named, else beside the assembly.</summary>
    public static IEnumerable<string> Candidates()
    {
        if (Environment.GetEnvironmentVariable("ELBO_NATIVE") is { Length: > 0 } named)
            yield return Directory.Exists(named) ? Path.Combine(named, FileName) : named;
        else
            yield return Path.Combine(AppContext.BaseDirectory, FileName);
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (name != Native.Library) return 0;
        var found = Candidates().FirstOrDefault(File.Exists)
            ?? throw new LibtorchMissingException($"{FileName} not found (looked in {string.Join(", ", Candidates())}); build it with eng/native");
        try
        {
            return NativeLibrary.Load(found);
        }
        catch (DllNotFoundException failure)
        {
            // dlopen's own words name the library that is missing, on the line that mentions the shim or one of its parts.
            var reason = failure.Message.Split('\n').FirstOrDefault(l => l.Contains(".so", StringComparison.Ordinal) && (l.Contains("cannot open", StringComparison.Ordinal) || l.Contains("invalid ELF", StringComparison.Ordinal) || l.Contains("undefined symbol", StringComparison.Ordinal)))
                ?? failure.Message.Split('\n')[0];
            throw new LibtorchMissingException(
                $"libtorch could not be loaded: {reason.Trim()}; install Debian's libtorch-dev or set ELBO_LIBTORCH to a libtorch folder and rebuild", failure);
        }
    }
}
