using System.Runtime.InteropServices;

namespace Elbo.Torch.Interop;

/// <summary>The C interface of the shim, as declared in <c>native/include/elbo_torch.h</c>; nothing else crosses into libtorch.</summary>
internal static unsafe partial class Native
{
    public const string Library = "elbo_torch";

    /// <summary>The interface version this binding was written for (ELBO_ABI).</summary>
    public const int Abi = 2;

    static Native() => NativeLoader.Install();

    [LibraryImport(Library)] public static partial int elbo_abi();
    [LibraryImport(Library)] public static partial byte* elbo_last_error();
    [LibraryImport(Library)] public static partial byte* elbo_torch_version();
    [LibraryImport(Library)] public static partial byte* elbo_torch_config();
    [LibraryImport(Library)] public static partial int elbo_threads();
    [LibraryImport(Library)] public static partial int elbo_set_threads(int count);
    [LibraryImport(Library)] public static partial int elbo_cuda_available();
    [LibraryImport(Library)] public static partial void elbo_memory(long* live, long* peak, long* allocations);
    [LibraryImport(Library)] public static partial void elbo_memory_reset_peak();

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int elbo_op_find(string name, string overload, nint* op, byte** schema);

    [LibraryImport(Library)]
    public static partial int elbo_op_call(nint op, Value* arguments, int count, Value* results, int capacity, int* resultCount);

    [LibraryImport(Library)] public static partial void elbo_free_list(void* tensors);

    [LibraryImport(Library)]
    public static partial int elbo_tensor_empty(long* sizes, int rank, int dtype, int deviceType, int deviceIndex, nint* result);

    // Reads a few fields and never blocks, so the collector may wait for it.
    [LibraryImport(Library)]
    [SuppressGCTransition]
    public static partial void elbo_tensor_describe(nint tensor, TensorInfo* info);

    [LibraryImport(Library)] public static partial void elbo_tensor_free(nint* tensors, int count);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    public static partial nint elbo_tensor_share(nint tensor);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    public static partial int elbo_grad_enabled();

    [LibraryImport(Library)]
    [SuppressGCTransition]
    public static partial void elbo_set_grad_enabled(int enabled);

    [LibraryImport(Library)] public static partial int elbo_set_requires_grad(nint tensor, int value);
    [LibraryImport(Library)] public static partial int elbo_grad(nint tensor, nint* result);
    [LibraryImport(Library)] public static partial int elbo_set_grad(nint tensor, nint gradient);
    [LibraryImport(Library)] public static partial int elbo_backward(nint root, nint seed, int retainGraph, int createGraph);

    [LibraryImport(Library)]
    public static partial int elbo_gradients(nint* outputs, nint* seeds, int outputCount, nint* inputs, int inputCount,
        int retainGraph, int createGraph, int allowUnused, nint* results);

    [LibraryImport(Library)]
    public static partial int elbo_attach(nint* inputs, int inputCount, nint* outputs, int outputCount, nint* saved, int savedCount,
        nint context, delegate* unmanaged[Cdecl]<nint, nint*, int, nint*, int, byte*, nint*, int, byte*, int, int> backward,
        delegate* unmanaged[Cdecl]<nint, void> release, int* attached);

    [LibraryImport(Library)] public static partial int elbo_generator_new(int deviceType, int deviceIndex, ulong seed, nint* result);
    [LibraryImport(Library)] public static partial void elbo_generator_free(nint generator);
    [LibraryImport(Library)] public static partial int elbo_generator_state(nint generator, nint* result);
    [LibraryImport(Library)] public static partial int elbo_generator_set_state(nint generator, nint state);
    [LibraryImport(Library)] public static partial int elbo_manual_seed(ulong seed);

    /// <summary>The reason of the last failed call on this thread, without libtorch's trailing notes.</summary>
    public static string LastError() => Marshal.PtrToStringUTF8((nint)elbo_last_error()) ?? "";

    /// <summary>Throws what a failed call left behind; does nothing for 0.</summary>
    public static void Check(int status, string what)
    {
        if (status != 0) throw new TorchException($"{what}: {FirstLine(LastError())}");
    }

    public static string FirstLine(string message)
    {
        var end = message.IndexOf('\n');
        return (end < 0 ? message : message[..end]).TrimEnd();
    }
}
