using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using Elbo.Torch.Interop;

namespace Elbo.Torch;

/// <summary>The libtorch this process runs on: version, threads, memory.</summary>
public static unsafe class TorchRuntime
{
    /// <summary>Version of the libtorch headers the shim was built against, e.g. <c>1.13.1</c>.</summary>
    public static string Version => Marshal.PtrToStringUTF8((nint)Native.elbo_torch_version())!;

    /// <summary>libtorch's own account of how it was built.</summary>
    public static string BuildConfiguration => Marshal.PtrToStringUTF8((nint)Native.elbo_torch_config())!;

    /// <summary>Threads one operator may use.</summary>
    public static int Threads
    {
        get => Native.elbo_threads();
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            Native.Check(Native.elbo_set_threads(value), "threads");
        }
    }

    /// <summary>Whether this libtorch has a CUDA device to compute on.</summary>
    public static bool HasCuda => Native.elbo_cuda_available() != 0;

    /// <summary>Bytes of CPU memory that live tensors hold.</summary>
    public static long LiveBytes => Memory().Live;

    /// <summary>The most bytes of CPU memory tensors held at once since the last <see cref="ResetPeak"/>.</summary>
    public static long PeakBytes => Memory().Peak;

    /// <summary>Has <see cref="PeakBytes"/> begin anew at what live tensors hold.</summary>
    public static void ResetPeak() => Native.elbo_memory_reset_peak();

    /// <summary>
    /// Checks that the shim and the operators of this binding fit the libtorch found. Runs once, before the first operator.
    /// </summary>
    /// <exception cref="LibtorchMissingException">libtorch or the shim cannot be loaded.</exception>
    /// <exception cref="TorchException">An operator is missing or has another signature; all of them are named.</exception>
    public static void Verify()
    {
        // Asked of another class than the table's own, whose static constructor would wrap whatever it throws.
        try
        {
            RuntimeHelpers.RunClassConstructor(typeof(OpTable).TypeHandle);
        }
        catch (TypeInitializationException failure) when (failure.InnerException is { } inner)
        {
            ExceptionDispatchInfo.Throw(inner);
        }
    }

    private static (long Live, long Peak) Memory()
    {
        long live, peak, allocations;
        Native.elbo_memory(&live, &peak, &allocations);
        return (live, peak);
    }
}
