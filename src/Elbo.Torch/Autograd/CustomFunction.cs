using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Elbo.Torch.Fused;
using Elbo.Torch.Interop;

namespace Elbo.Torch;

/// <summary>
/// A differentiable function whose forward and backward are written here rather than derived: for fused kernels and for estimators
/// whose gradient is not that of their value. Implementations are stateless or hold constants; tensors that backward needs go
/// through <see cref="Attach"/>'s <c>saved</c>, which libtorch guards against later in-place changes.
/// </summary>
public abstract unsafe class CustomFunction
{
    [ThreadStatic] private static Exception? pending;

    /// <summary>Cotangents of the inputs from those of the outputs.</summary>
    /// <param name="incoming">One per output; null where nothing flows back.</param>
    /// <param name="saved">What was passed to <see cref="Attach"/>, in order.</param>
    /// <param name="needed">Which inputs want a gradient.</param>
    /// <param name="gradients">To fill, one per input; null means none. The tensors of the call live in a scope of its own.</param>
    protected abstract void Backward(ReadOnlySpan<Tensor?> incoming, ReadOnlySpan<Tensor> saved, ReadOnlySpan<bool> needed, Span<Tensor?> gradients);

    /// <summary>
    /// Makes <paramref name="outputs"/>, computed without recording, depend on <paramref name="inputs"/> through <see cref="Backward"/>.
    /// Does nothing when no input requires a gradient or recording is off. Backward cannot itself be differentiated.
    /// </summary>
    protected void Attach(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, ReadOnlySpan<Tensor> saved)
    {
        Span<nint> pIn = stackalloc nint[inputs.Length], pOut = stackalloc nint[outputs.Length], pSaved = stackalloc nint[saved.Length];
        OpCall.Handles(inputs, pIn);
        OpCall.Handles(outputs, pOut);
        OpCall.Handles(saved, pSaved);
        var context = GCHandle.ToIntPtr(GCHandle.Alloc(this));
        int attached, status;
        fixed (nint* a = pIn, b = pOut, c = pSaved)
            status = Native.elbo_attach(a, inputs.Length, b, outputs.Length, c, saved.Length, context, &OnBackward, &OnRelease, &attached);
        if (attached == 0) GCHandle.FromIntPtr(context).Free();
        Native.Check(status, GetType().Name);
    }

    private static string Once(CustomFunction function) => function is FusedFunction
        ? $"{function.GetType().Name} can be differentiated once, not twice; compute its value inside 'using var plain = FusedPath.Off();'"
        : $"{function.GetType().Name} can be differentiated once, not twice";

    internal static Exception? TakePending()
    {
        var taken = pending;
        pending = null;
        return taken;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnRelease(nint context) => GCHandle.FromIntPtr(context).Free();

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnBackward(nint context, nint* incoming, int incomingCount, nint* saved, int savedCount, byte* needed,
        nint* results, int resultCount, byte* error, int errorSize)
    {
        using var scope = TensorScope.Enter();
        try
        {
            var function = (CustomFunction)GCHandle.FromIntPtr(context).Target!;
            var cotangents = new Tensor?[incomingCount];
            for (var k = 0; k < incomingCount; k++) cotangents[k] = Tensor.OwnOptional(incoming[k]);
            var kept = new Tensor[savedCount];
            for (var k = 0; k < savedCount; k++) kept[k] = Tensor.Own(saved[k]);
            if (Gradients.Enabled) throw new NotSupportedException(Once(function));
            var wanted = new bool[resultCount];
            for (var k = 0; k < resultCount; k++) wanted[k] = needed[k] != 0;
            var gradients = new Tensor?[resultCount];
            function.Backward(cotangents, kept, wanted, gradients);
            for (var k = 0; k < resultCount; k++)
                results[k] = gradients[k] is { } gradient ? Native.elbo_tensor_share(gradient.Handle) : 0;
            return 0;
        }
        catch (Exception failure)
        {
            pending = failure;
            var text = Encoding.UTF8.GetBytes(failure.Message);
            var length = Math.Min(text.Length, errorSize - 1);
            text.AsSpan(0, length).CopyTo(new Span<byte>(error, errorSize));
            error[length] = 0;
            return 1;
        }
    }
}
