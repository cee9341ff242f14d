using System.Collections.Concurrent;
using Elbo.Torch.Interop;

namespace Elbo.Torch.Portable;

/// <summary>
/// Which operators are run how where results must be the same on every machine: those that move numbers or do one operation of IEEE 754 on each by libtorch, those with a formula by it, and no
/// others.
/// </summary>
internal sealed class PortableOperators : IOpSubstitute
{
    private const string Moves =
        "empty.memory_format zeros ones full zeros_like ones_like full_like empty_like arange.start_step scalar_tensor eye view reshape permute transpose.int t squeeze squeeze.dim unsqueeze expand "
        + "expand_as select.int slice.Tensor narrow cat stack split.Tensor split_with_sizes chunk unbind.int index_select gather flatten.using_ints contiguous clone repeat flip roll tril triu "
        + "repeat_interleave.self_int diagonal diag_embed broadcast_to movedim.int unfold detach alias to.dtype to.device copy_ fill_.Scalar zero_ constant_pad_nd pixel_shuffle pixel_unshuffle "
        + "upsample_nearest2d embedding masked_fill.Scalar masked_fill_.Scalar where.self one_hot max_pool2d";

    private const string OfEach =
        "mul.Tensor mul.Scalar mul_.Tensor mul_.Scalar div.Tensor div.Scalar div_.Tensor div_.Scalar neg sqrt abs sign relu relu_ leaky_relu hardtanh square reciprocal floor ceil round trunc clamp "
        + "clamp.Tensor clamp_min clamp_max maximum minimum amax amin max min argmax argmin logical_not logical_and logical_or logical_xor isnan isfinite isinf eq.Tensor eq.Scalar ne.Tensor ne.Scalar "
        + "lt.Tensor lt.Scalar le.Tensor le.Scalar gt.Tensor gt.Scalar ge.Tensor ge.Scalar all any all.dim any.dim";

    /// <summary>With another factor than 1 before the second number they may be fused, and so rounded once or twice.</summary>
    private const string WithFactor = "add.Tensor add.Scalar add_.Tensor add_.Scalar sub.Tensor sub.Scalar sub_.Tensor sub_.Scalar rsub.Scalar";

    private static readonly HashSet<string> plain = [.. Moves.Split(' '), .. OfEach.Split(' ')], withFactor = [.. WithFactor.Split(' ')];

    private readonly ConcurrentDictionary<Op, Rule> rules = new();

    private PortableOperators()
    {
    }

    public static PortableOperators Instance { get; } = new();

    /// <inheritdoc/>
    public nint Run(Op op, ReadOnlySpan<Value> arguments)
    {
        var rule = rules.GetOrAdd(op, RuleOf);
        if (rule == Rule.Plain) return 0;
        using var scope = TensorScope.Enter();
        var given = new OpArguments(arguments, op.DisplayName);
        if (rule == Rule.WithFactor)
        {
            if (given.Number(2, 1) == 1) return 0;
            // Of the others none was needed yet.
            if (op.DisplayName == "add.Tensor") return Native.elbo_tensor_share((given.Numbers(0) + (given.Numbers(1) * given.Number(2, 1))).Handle);
        }
        if (rule == Rule.Formula)
        {
            // Sums of whole numbers are exact in any order.
            if (op.DisplayName.StartsWith("sum", StringComparison.Ordinal) && given.TypeOf(0) is DType.I64 or DType.Bool or DType.U8) return 0;
            return Native.elbo_tensor_share(PortableFormulas.All[op.DisplayName](given).Handle);
        }
        throw new NotSupportedException($"{op.DisplayName} cannot be computed alike on every machine");
    }

    private static Rule RuleOf(Op op) => op.DisplayName switch
    {
        var name when plain.Contains(name) => Rule.Plain,
        var name when withFactor.Contains(name) => Rule.WithFactor,
        var name when PortableFormulas.All.ContainsKey(name) => Rule.Formula,
        _ => Rule.None,
    };

    private enum Rule
    {
        None,
        Plain,
        WithFactor,
        Formula,
    }
}
