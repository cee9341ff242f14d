namespace Elbo.Torch.Portable;

/// <summary>Operators in f64 whose results libtorch rounds in ways that depend on the machine, as formulas that do not.</summary>
internal static unsafe class PortableFormulas
{
    public delegate Tensor Formula(OpArguments arguments);

    /// <summary>By name as in <c>ops.schemas</c>.</summary>
    public static IReadOnlyDictionary<string, Formula> All { get; } = new Dictionary<string, Formula>(StringComparer.Ordinal)
    {
        ["exp"] = a => Each(a, PortableMath.Exp),
        ["expm1"] = a => Each(a, PortableMath.Expm1),
        ["log"] = a => Each(a, PortableMath.Log),
        ["log1p"] = a => Each(a, PortableMath.Log1p),
        ["sigmoid"] = a => Each(a, PortableMath.Sigmoid),
        ["tanh"] = a => Each(a, PortableMath.Tanh),
        ["silu"] = a => Each(a, static x => x * PortableMath.Sigmoid(x)),
        ["softplus"] = a => Softplus(a, a.Number(1, 1), a.Number(2, 20)),
        ["elu"] = a => Elu(a, a.Number(1, 1), a.Number(2, 1), a.Number(3, 1)),
        ["addcmul"] = a => a.Numbers(0) + (a.Numbers(1) * a.Numbers(2) * a.Number(3, 1)),
        ["sum"] = a => Total(a.Numbers(0)),
        ["sum.dim_IntList"] = a => Sum(a.Numbers(0), a.Wholes(1), a.Flag(2)),
        ["mean"] = a => Total(a.Numbers(0)) / (double)a.Numbers(0).Count,
        ["mean.dim"] = a => Mean(a.Numbers(0), a.Wholes(1), a.Flag(2)),
        ["softmax.int"] = a => Softmax(a.Numbers(0), a.Whole(1)),
        ["log_softmax.int"] = a => LogSoftmax(a.Numbers(0), a.Whole(1)),
        ["linear"] = a => Plus(Rows(a.Numbers(0), a.Numbers(1)), a.OptionalNumbers(2)),
        ["mm"] = a => Rows(a.Numbers(0), a.Numbers(1).T().Contiguous()),
        ["matmul"] = a => Matmul(a.Numbers(0), a.Numbers(1)),
        ["convolution"] = PortableConvolution.Of,
        ["batch_norm"] = BatchNorm,
        ["_weight_norm"] = a => WeightNorm(a.Numbers(0), a.Numbers(1), a.Has(2) ? a.Whole(2) : 0),
    };

    private static Tensor Each(OpArguments a, Func<double, double> f)
    {
        var x = a.Numbers(0);
        var y = Tensor.Empty(x.Shape, DType.F64);
        var from = x.AsSpan<double>();
        var to = y.AsWritableSpan<double>();
        for (var k = 0; k < from.Length; k++) to[k] = f(from[k]);
        return y;
    }

    private static Tensor Softplus(OpArguments a, double beta, double threshold) => Each(a, x => x * beta > threshold ? x : PortableMath.Softplus(x * beta) / beta);

    private static Tensor Elu(OpArguments a, double alpha, double scale, double inputScale) =>
        Each(a, x => x > 0 ? x * scale : PortableMath.Expm1(x * inputScale) * alpha * scale);

    private static Tensor Plus(Tensor x, Tensor? bias) => bias is null ? x : x.AddInPlace(bias);

    /// <summary>[…, K] and rows [N, K] to […, N].</summary>
    private static Tensor Rows(Tensor x, Tensor rows)
    {
        var (depth, columns) = (rows.Size(1), rows.Size(0));
        if (x.Size(-1) != depth) throw new TorchException($"{x} and rows of {depth} numbers have no product");
        var y = Tensor.Empty([.. x.Shape[..^1], columns], DType.F64);
        if (y.Count > 0) PortableSums.Products((double*)x.Data(), x.Count / Math.Max(depth, 1), (double*)rows.Data(), columns, depth, (double*)y.Data(), columns, 1);
        return y;
    }

    private static Tensor Matmul(Tensor a, Tensor b) => a.Rank >= 2 && b.Rank == 2 ? Rows(a, b.T().Contiguous())
        : throw new NotSupportedException($"the matrix product of {a} and {b} cannot be computed alike on every machine");

    private static Tensor Total(Tensor x)
    {
        var y = Tensor.Empty([], DType.F64);
        *(double*)y.Data() = PortableSums.Sum((double*)x.Data(), x.Count);
        return y;
    }

    private static Tensor Sum(Tensor x, long[] axes, bool keep)
    {
        if (axes.Length == 0) axes = [.. Enumerable.Range(0, x.Rank).Select(k => (long)k)];
        var gone = axes.Select(k => k < 0 ? k + x.Rank : k).ToHashSet();
        long[] stay = [.. Enumerable.Range(0, x.Rank).Select(k => (long)k).Where(k => !gone.Contains(k))];
        var ordered = x.Permute([.. stay, .. gone.Order()]).Contiguous();
        var shape = x.Shape.ToArray();
        var y = Tensor.Empty([.. stay.Select(k => shape[k])], DType.F64);
        var each = gone.Aggregate(1L, (product, k) => product * shape[k]);
        double* from = (double*)ordered.Data(), to = (double*)y.Data();
        for (long n = 0; n < y.Count; n++) to[n] = PortableSums.Sum(from + (n * each), each);
        return keep ? y.View([.. shape.Select((size, k) => gone.Contains(k) ? 1 : size)]) : y;
    }

    private static Tensor Mean(Tensor x, long[] axes, bool keep)
    {
        var sum = Sum(x, axes, keep);
        return sum / ((double)x.Count / sum.Count);
    }

    private static Tensor Softmax(Tensor x, long axis)
    {
        var e = (x - x.Amax([axis], keepdim: true)).Exp();
        return e / e.Sum([axis], keepdim: true);
    }

    private static Tensor LogSoftmax(Tensor x, long axis)
    {
        var shifted = x - x.Amax([axis], keepdim: true);
        return shifted - shifted.Exp().Sum([axis], keepdim: true).Log();
    }

    private static Tensor BatchNorm(OpArguments a)
    {
        if (a.Flag(5)) throw new NotSupportedException("batch normalisation with the statistics of the batch cannot be computed alike on every machine: what stands beside an example would change it");
        var x = a.Numbers(0);
        long[] shape = [1, -1, .. Enumerable.Repeat(1L, x.Rank - 2)];
        var y = (x - a.Numbers(3).View(shape)) / (a.Numbers(4) + a.Number(7, 1e-5)).Sqrt().View(shape);
        if (a.Has(1)) y *= a.Numbers(1).View(shape);
        return a.Has(2) ? y + a.Numbers(2).View(shape) : y;
    }

    /// <summary>g v / ‖v‖.</summary>
    private static Tensor WeightNorm(Tensor v, Tensor g, long axis)
    {
        long[] others = [.. Enumerable.Range(0, v.Rank).Select(k => (long)k).Where(k => k != axis)];
        return v * (g / Sum(v * v, others, keep: true).Sqrt());
    }
}
