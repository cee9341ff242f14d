using System.Runtime.CompilerServices;

namespace Elbo.Torch;

/// <summary>
/// Owns every tensor created on this thread until it is disposed: <c>using var scope = TensorScope.Enter();</c>. Scopes nest; a
/// new tensor joins the innermost one. Being a <c>ref struct</c> it cannot cross an <c>await</c> or leave its method.
/// </summary>
public ref struct TensorScope : IDisposable
{
    [ThreadStatic] private static Frame? innermost;
    [ThreadStatic] private static Frame? spare;

    private Frame? frame;

    /// <summary>Opens a scope on the current thread.</summary>
    public static TensorScope Enter()
    {
        var frame = spare ?? new Frame();
        spare = frame.Parent;
        frame.Parent = innermost;
        innermost = frame;
        return new TensorScope { frame = frame };
    }

    /// <summary>Moves <paramref name="tensor"/> to the scope around this one, so that it outlives this scope.</summary>
    /// <exception cref="InvalidOperationException">This is the outermost scope, or the tensor belongs elsewhere.</exception>
    public readonly Tensor Keep(Tensor tensor)
    {
        var own = frame ?? throw new ObjectDisposedException(nameof(TensorScope));
        if (tensor.Owner != own) throw new InvalidOperationException($"cannot keep a tensor that {tensor.Owner?.Name ?? "nobody"} owns; only the scope that owns it can pass it on");
        var parent = own.Parent ?? throw new InvalidOperationException("Keep needs a scope around this one: open `using var scope = TensorScope.Enter();` in the caller, or hand the tensor to a TensorHolder");
        own.Remove(tensor);
        parent.Add(tensor);
        return tensor;
    }

    /// <summary>Keeps both; see <see cref="Keep(Tensor)"/>.</summary>
    public readonly (Tensor, Tensor) Keep((Tensor, Tensor) pair) => (Keep(pair.Item1), Keep(pair.Item2));

    /// <summary>Keeps each; see <see cref="Keep(Tensor)"/>.</summary>
    public readonly Tensor[] Keep(Tensor[] tensors)
    {
        foreach (var tensor in tensors) Keep(tensor);
        return tensors;
    }

    /// <summary>Frees every tensor of the scope in one native call.</summary>
    public void Dispose()
    {
        if (frame is not { } own) return;
        if (innermost != own) throw new InvalidOperationException("scopes close in the reverse order of opening, on the thread that opened them");
        frame = null;
        innermost = own.Parent;
        own.FreeAll();
        own.Parent = spare;
        spare = own;
    }

    /// <summary>True when the current thread has a scope open.</summary>
    public static bool IsOpen => innermost is not null;

    internal static TensorOwner Innermost => innermost ?? Missing();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void RequireOpen()
    {
        if (innermost is null) Missing();
    }

    private static TensorOwner Missing() => throw new InvalidOperationException(
        "no TensorScope is open on this thread, so nobody would free the new tensor; add `using var scope = TensorScope.Enter();` before this line");

    private sealed class Frame : TensorOwner
    {
        /// <summary>The enclosing frame, or the next spare one while unused.</summary>
        public Frame? Parent;

        public override string Name => "a scope";
    }
}
