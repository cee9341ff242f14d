using System.Reflection;
using System.Runtime.InteropServices;

namespace Elbo.Torch.Interop;

/// <summary>Finds the shim beside the assembly or where <c>ELBO_NATIVE</c> points, and says plainly what is wrong when it does not load.</summary>
internal static partial class NativeLoader
{
    private const string FileName = "libelbo_torch.so";

    private const string SpinVariable = "GOMP_SPINCOUNT";

    // Rounds of waiting. A training step of batch 20 and 100, two threads on two cores shared with other programs at a load of 5 to 7
    // (`./bench train --turns 2`, in turns): 1,000 rounds 2.0 to 3.0 and 4.9 to 5.5 ms; 2,000 rounds 2.6 to 8.4 and 7 to 32 ms; the
    // default of 300,000 rounds 18 to 26 and 32 ms, and once no end within two minutes. The load was not held still, so only the order of
    // magnitude is sure. On an idle machine 1,000 was no slower than the default.
    private const string SpinRounds = "1000";

    private static int installed;

    public static void Install()
    {
        if (Interlocked.Exchange(ref installed, 1) == 0)
            NativeLibrary.SetDllImportResolver(typeof(NativeLoader).Assembly, Resolve);
    }

    /// <summary>The places looked at: the one that was named, else beside the program, and where the host has put native parts of packages.</summary>
    public static IEnumerable<string> Candidates()
    {
        if (Environment.GetEnvironmentVariable("ELBO_NATIVE") is { Length: > 0 } named)
        {
            yield return Directory.Exists(named) ? Path.Combine(named, FileName) : named;
            yield break;
        }
        yield return Path.Combine(AppContext.BaseDirectory, FileName);
        var folders = AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "";
        foreach (var folder in folders.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Append(Path.Combine(AppContext.BaseDirectory, "runtimes/linux-x64/native")))
            if (File.Exists(Path.Combine(folder, FileName))) yield return Path.Combine(folder, FileName);
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (name != Native.Library) return 0;
        var found = Candidates().FirstOrDefault(File.Exists)
            ?? throw new LibtorchMissingException(LibtorchMisfit.NoShim(FileName, Candidates()));
        try
        {
            ThreadsWaitBriefly();
            FaultsStayWithDotNet();
            return NativeLibrary.Load(found);
        }
        catch (DllNotFoundException failure)
        {
            throw new LibtorchMissingException(LibtorchMisfit.Describe(found, failure.Message, LibtorchMisfit.Wanted(found), LibtorchMisfit.Here()), failure);
        }
    }

    /// <summary>
    /// Has OpenMP's threads give their core up soon when they wait. By default they spin for milliseconds, which keeps the very thread
    /// they wait for from a core as soon as another program is busy; a user's own choice stays.
    /// </summary>
    private static void ThreadsWaitBriefly()
    {
        if (Environment.GetEnvironmentVariable("OMP_WAIT_POLICY") is null && Environment.GetEnvironmentVariable(SpinVariable) is null)
            _ = setenv(SpinVariable, SpinRounds, 0);
    }

    /// <summary>
    /// Keeps UCX, which Debian 13's libtorch brings along with MPI, from taking over the signal by which .NET notices a null reference: under its handler the
    /// first NullReferenceException that anybody would catch ends the process instead.
    /// </summary>
    private static void FaultsStayWithDotNet() => _ = setenv("UCX_ERROR_SIGNALS", "", 0);

    // Both read the process's own environment when they are loaded, which .NET's copy of it does not change.
    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int setenv(string name, string value, int overwrite);
}
