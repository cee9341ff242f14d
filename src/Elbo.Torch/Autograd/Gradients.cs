using Elbo.Torch.Interop;

namespace Elbo.Torch;

/// <summary>Reverse-mode differentiation.</summary>
public static unsafe class Gradients
{
    /// <summary>True when operations on this thread are recorded.</summary>
    public static bool Enabled => Native.elbo_grad_enabled() != 0;

    /// <summary>Stops recording on this thread until disposed: <c>using var _ = Gradients.Off();</c></summary>
    public static Mode Off() => new(false);

    /// <summary>Records again inside a stretch where recording was off.</summary>
    public static Mode On() => new(true);

    /// <summary>Adds d<paramref name="root"/>/dp to the gradient of every leaf p that requires one.</summary>
    /// <param name="root">A scalar, unless <paramref name="seed"/> is given.</param>
    /// <param name="seed">Cotangent of the root's shape; null stands for 1.</param>
    /// <param name="retainGraph">Keep what was saved, for another backward.</param>
    public static void Backward(this Tensor root, Tensor? seed = null, bool retainGraph = false)
    {
        // The engine may hand gradients to managed functions, whose tensors need an owner.
        Check(Native.elbo_backward(root.Handle, seed?.Handle ?? 0, retainGraph ? 1 : 0, 0), $"backward({root})");
    }

    /// <summary>The gradients of Σ <paramref name="outputs"/> (weighted by <paramref name="seeds"/>) with respect to each input; leaves keep theirs.</summary>
    /// <param name="createGraph">Record the computation, for second derivatives.</param>
    /// <exception cref="TorchException">An input does not reach the outputs.</exception>
    public static Tensor[] Of(ReadOnlySpan<Tensor> outputs, ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> seeds = default,
        bool retainGraph = false, bool createGraph = false)
    {
        var found = Of(outputs, inputs, seeds, retainGraph, createGraph, allowUnused: false);
        var gradients = new Tensor[found.Length];
        for (var k = 0; k < found.Length; k++) gradients[k] = found[k]!;
        return gradients;
    }

    /// <summary>The same for a scalar, with null for an input that does not reach it. Only what lies between is computed, no gradient of weights on the way.</summary>
    /// <param name="retainGraph">Keep what was saved, for another backward.</param>
    public static Tensor?[] WhereReached(Tensor output, ReadOnlySpan<Tensor> inputs, bool retainGraph = false) =>
        output.RequiresGrad ? Of([output], inputs, [], retainGraph, createGraph: false, allowUnused: true) : new Tensor?[inputs.Length];

    /// <inheritdoc cref="Of(ReadOnlySpan{Tensor}, ReadOnlySpan{Tensor}, ReadOnlySpan{Tensor}, bool, bool)"/>
    public static Tensor Of(Tensor output, Tensor input) => Of([output], [input])[0];

    private static Tensor?[] Of(ReadOnlySpan<Tensor> outputs, ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> seeds, bool retainGraph, bool createGraph, bool allowUnused)
    {
        TensorScope.RequireOpen();
        Span<nint> from = stackalloc nint[outputs.Length], to = stackalloc nint[inputs.Length], seed = stackalloc nint[seeds.Length];
        OpCall.Handles(outputs, from);
        OpCall.Handles(inputs, to);
        OpCall.Handles(seeds, seed);
        var results = stackalloc nint[inputs.Length];
        int status;
        fixed (nint* pFrom = from, pTo = to, pSeed = seed)
            status = Native.elbo_gradients(pFrom, pSeed, outputs.Length, pTo, inputs.Length, retainGraph || createGraph ? 1 : 0, createGraph ? 1 : 0, allowUnused ? 1 : 0, results);
        Check(status, "gradients");
        var gradients = new Tensor?[inputs.Length];
        for (var k = 0; k < gradients.Length; k++) gradients[k] = Tensor.OwnOptional(results[k]);
        return gradients;
    }

    private static void Check(int status, string what)
    {
        if (status == 0) return;
        var inner = CustomFunction.TakePending();
        var reason = inner?.Message ?? Native.FirstLine(Native.LastError());
        throw inner is null ? new TorchException($"{what}: {reason}") : new TorchException($"{what}: {reason}", inner);
    }

    /// <summary>A stretch of code with recording switched on or off; disposing restores what was before.</summary>
    public readonly ref struct Mode : IDisposable
    {
        private readonly int before;

        internal Mode(bool enabled)
        {
            before = Native.elbo_grad_enabled();
            Native.elbo_set_grad_enabled(enabled ? 1 : 0);
        }

        /// <inheritdoc/>
        public void Dispose() => Native.elbo_set_grad_enabled(before);
    }
}
