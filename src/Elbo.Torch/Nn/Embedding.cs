namespace Elbo.Torch.Nn;

/// <summary>Rows of a table by index: I64 <c>[…]</c> to <c>[…, size]</c>. Parameter <c>weight</c> <c>[count, size]</c>, starting as N(0, 1).</summary>
public sealed class Embedding : Layer
{
    private readonly long count;
    private readonly long? paddingIndex;

    /// <param name="count">Rows, at least 1.</param>
    /// <param name="size">Length of a row, at least 1.</param>
    /// <param name="generator">Draws the start.</param>
    /// <param name="paddingIndex">A row that starts as 0 and gets no gradient.</param>
    /// <param name="weightInit">Start of the table; left out: N(0, 1).</param>
    public Embedding(long count, long size, Generator generator, long? paddingIndex = null, Initialiser? weightInit = null, DType dtype = DType.F32)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        if (paddingIndex is { } index && (index < 0 || index >= count)) throw new ArgumentOutOfRangeException(nameof(paddingIndex), index, $"must lie in [0, {count})");
        (this.count, this.paddingIndex) = (count, paddingIndex);
        using var scope = TensorScope.Enter();
        Weight = Param("weight", Tensor.Empty([count, size], dtype, generator.Device));
        (weightInit ?? Initialisers.Normal(1))(Weight, generator);
        if (paddingIndex is not { } padding) return;
        using var _ = Gradients.Off();
        Weight[padding].ZeroInPlace();
    }

    /// <summary>The table, <c>[count, size]</c>.</summary>
    public Tensor Weight { get; }

    /// <exception cref="TorchException"><paramref name="x"/> is not I64, or an index is outside the table.</exception>
    public override Tensor Forward(Tensor x)
    {
        if (x.DType != DType.I64) throw new TorchException($"an embedding takes i64 indices below {count}, not {x}");
        return Weight.Embedding(x, paddingIndex ?? -1);
    }
}
