using System.Runtime.InteropServices;

namespace Elbo.Cli.Doctor;

/// <summary>What a loaded OpenBLAS says of itself.</summary>
/// <param name="Core">The kernels it chose: <c>SkylakeX</c>.</param>
/// <param name="Config">Version and build options.</param>
/// <param name="Threading">0: none, 1: its own threads, 2: OpenMP.</param>
internal sealed unsafe record OpenBlas(string Core, string Config, int Threading)
{
    private const int OpenMp = 2;

    public bool SharesOpenMp => Threading == OpenMp;

    public string ThreadingName => Threading switch { 0 => "no threads", 1 => "its own threads", OpenMp => "OpenMP", _ => "unknown threads" };

    /// <summary>Asks the library at <paramref name="path"/>; null where it is no OpenBLAS.</summary>
    public static OpenBlas? At(string path)
    {
        // It is mapped already, so this gives the same instance.
        if (!NativeLibrary.TryLoad(path, out var library)) return null;
        if (!NativeLibrary.TryGetExport(library, "openblas_get_corename", out var core)
            || !NativeLibrary.TryGetExport(library, "openblas_get_config", out var config)
            || !NativeLibrary.TryGetExport(library, "openblas_get_parallel", out var parallel)) return null;
        return new(Text(core), Text(config), ((delegate* unmanaged[Cdecl]<int>)parallel)());
    }

    private static string Text(nint function) => Marshal.PtrToStringUTF8((nint)((delegate* unmanaged[Cdecl]<byte*>)function)())?.Trim() ?? "";
}
