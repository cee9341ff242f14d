using System.Text;

namespace Elbo.Torch.Interop;

/// <summary>Calls an operator through the dispatcher and turns its results into tensors of the current scope.</summary>
internal static unsafe class OpCall
{
    private const int MaxResults = 8;

    /// <summary>What runs on this thread in place of libtorch; null outside of a scope that says so.</summary>
    [ThreadStatic] private static IOpSubstitute? substitute;

    /// <inheritdoc cref="substitute"/>
    public static IOpSubstitute? Substitute
    {
        get => substitute;
        set => substitute = value;
    }

    /// <summary>For operators that write into an argument: their results are arguments the caller already holds.</summary>
    public static void Void(Op op, ReadOnlySpan<Value> arguments) => Invoke(op, arguments, null, 0);

    public static Tensor One(Op op, ReadOnlySpan<Value> arguments)
    {
        Value result;
        Invoke(op, arguments, &result, 1);
        return Tensor.Own((nint)result.Integer);
    }

    public static (Tensor, Tensor) Two(Op op, ReadOnlySpan<Value> arguments)
    {
        var results = stackalloc Value[2];
        Invoke(op, arguments, results, 2);
        return (Tensor.Own((nint)results[0].Integer), Tensor.Own((nint)results[1].Integer));
    }

    public static (Tensor, Tensor, Tensor) Three(Op op, ReadOnlySpan<Value> arguments)
    {
        var results = stackalloc Value[3];
        Invoke(op, arguments, results, 3);
        return (Tensor.Own((nint)results[0].Integer), Tensor.Own((nint)results[1].Integer), Tensor.Own((nint)results[2].Integer));
    }

    public static Tensor[] Many(Op op, ReadOnlySpan<Value> arguments)
    {
        Value result;
        Invoke(op, arguments, &result, 1);
        var handles = (nint*)result.Pointer;
        var tensors = new Tensor[result.Count];
        for (var k = 0; k < tensors.Length; k++) tensors[k] = Tensor.Own(handles[k]);
        Native.elbo_free_list(handles);
        return tensors;
    }

    /// <summary>For operators that return a number or a truth value.</summary>
    public static Value Plain(Op op, ReadOnlySpan<Value> arguments)
    {
        Value result;
        Invoke(op, arguments, &result, 1);
        return result;
    }

    /// <summary>Handles of a list argument; a null element is the undefined tensor.</summary>
    public static void Handles(ReadOnlySpan<Tensor> tensors, Span<nint> handles)
    {
        for (var k = 0; k < tensors.Length; k++) handles[k] = tensors[k].Handle;
    }

    public static void OptionalHandles(ReadOnlySpan<Tensor?> tensors, Span<nint> handles)
    {
        for (var k = 0; k < tensors.Length; k++) handles[k] = tensors[k]?.Handle ?? 0;
    }

    private static void Invoke(Op op, ReadOnlySpan<Value> arguments, Value* results, int capacity)
    {
        // Asked first: a result that no scope can own would be lost.
        if (capacity > 0) TensorScope.RequireOpen();
        if (substitute is { } other)
        {
            var made = other.Run(op, arguments);
            if (made != 0)
            {
                *results = new() { Tag = Tag.Tensor, Integer = made };
                return;
            }
        }
        int count, status;
        fixed (Value* pointer = arguments)
            status = Native.elbo_op_call(op.Handle, pointer, arguments.Length, results, capacity, &count);
        if (status != 0) Throw(op, arguments);
    }

    private static void Throw(Op op, ReadOnlySpan<Value> arguments)
    {
        var reason = Native.FirstLine(Native.LastError());
        if (CustomFunction.TakePending() is { } inner) throw new TorchException($"{op.DisplayName}({Describe(arguments)}): {inner.Message}", inner);
        throw new TorchException($"{op.DisplayName}({Describe(arguments)}): {reason}");
    }

    /// <summary>The arguments as a reader wants them in an error: <c>f32[3, 4], 2</c>.</summary>
    private static string Describe(ReadOnlySpan<Value> arguments)
    {
        var text = new StringBuilder();
        foreach (var value in arguments)
        {
            if (value.Tag is Tag.Default) continue;
            if (text.Length > 0) text.Append(", ");
            switch (value.Tag)
            {
                case Tag.Tensor: text.Append(Describe((nint)value.Integer)); break;
                case Tag.Int: text.Append(value.Integer); break;
                case Tag.Double: text.Append(value.Real.ToString("R", null)); break;
                case Tag.Bool: text.Append(value.Integer != 0 ? "true" : "false"); break;
                case Tag.Ints: text.Append('[').AppendJoin(", ", new ReadOnlySpan<long>(value.Pointer, value.Count).ToArray()).Append(']'); break;
                case Tag.Tensors or Tag.OptionalTensors:
                    var handles = new ReadOnlySpan<nint>(value.Pointer, value.Count).ToArray();
                    text.Append('[').AppendJoin(", ", handles.Select(Describe)).Append(']');
                    break;
                case Tag.String: text.Append('"').Append(Encoding.UTF8.GetString((byte*)value.Pointer, value.Count)).Append('"'); break;
                default: text.Append(value.Tag.ToString().ToLowerInvariant()); break;
            }
        }
        return text.ToString();
    }

    private static string Describe(nint handle)
    {
        if (handle == 0) return "none";
        TensorInfo info;
        Native.elbo_tensor_describe(handle, &info);
        return $"{((DType)info.DType).Name()}[{string.Join(", ", new ReadOnlySpan<long>(info.Sizes, info.Rank).ToArray())}]";
    }
}
