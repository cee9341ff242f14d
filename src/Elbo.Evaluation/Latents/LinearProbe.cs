using Elbo.Torch;

namespace Elbo.Evaluation.Latents;

/// <summary>
/// What a linear classifier tells of codes: multinomial logistic regression with a penalty of ½ ‖W‖² beside the sum of −log p over the known codes, on numbers brought to mean 0 and standard
/// deviation 1 of these. The minimum is unique up to a shift of all logits, and is gone down to by gradients with momentum (Nesterov 1983), so nothing is drawn.
/// </summary>
public static class LinearProbe
{
    private const int MostSteps = 5000;

    // Of the largest slope of the mean cost: changes of the weights below it move no class.
    private const double Flat = 1e-5;

    /// <summary>The likeliest class of each query.</summary>
    /// <param name="queries">[N, Z].</param>
    /// <param name="known">[M, Z], M at least 1.</param>
    /// <param name="labels">Classes of the M known codes, 0 … C − 1.</param>
    /// <param name="classes">C.</param>
    public static long[] Guess(Tensor queries, Tensor known, long[] labels, int classes, CancellationToken cancel = default)
    {
        using var off = Gradients.Off();
        using var scope = TensorScope.Enter();
        var codes = known.To(DType.F64);
        var mean = codes.Mean([0], keepdim: true);
        // A number that is the same in all of them tells nothing.
        var deviation = (codes - mean).Square().Mean([0], keepdim: true).Sqrt();
        deviation += deviation.Le(1e-12).To(DType.F64);
        var weights = Fit(WithOne((codes - mean) / deviation), Tensor.From(labels).OneHot(classes).To(DType.F64), cancel);
        return WithOne((queries.To(DType.F64) - mean) / deviation).Matmul(weights).Argmax(-1).ToArray<long>();
    }

    private static Tensor WithOne(Tensor x) => Ops.Cat([x, Tensor.Ones([x.Size(0), 1], DType.F64)], 1);

    /// <summary>W [Z + 1, C] of x [M, Z + 1], whose last row, of the constant, is not penalised.</summary>
    private static Tensor Fit(Tensor x, Tensor y, CancellationToken cancel)
    {
        var count = x.Size(0);
        var penalty = Ops.Cat([Tensor.Ones([x.Size(1) - 1, 1], DType.F64), Tensor.Zeros([1, 1], DType.F64)]) / (double)count;
        // The second derivative of −log softmax is at most ½, that of the mean over rows at most half the trace of xᵀx/M, of which the greatest part is found by powers.
        var (direction, curvature) = (Tensor.Ones([x.Size(1), 1], DType.F64), 1.0);
        for (var k = 0; k < 30; k++)
        {
            var moved = x.T().Matmul(x.Matmul(direction)) / (double)count;
            curvature = moved.Square().Sum().Sqrt().ToDouble() / direction.Square().Sum().Sqrt().ToDouble();
            direction = moved / Math.Max(moved.Square().Sum().Sqrt().ToDouble(), 1e-300);
        }

        // A little more, as powers come from below.
        var rate = 1 / (0.55 * curvature + 1.0 / count);
        using var outer = TensorScope.Enter();
        var (w, before) = (Tensor.Zeros([x.Size(1), y.Size(1)], DType.F64), Tensor.Zeros([x.Size(1), y.Size(1)], DType.F64));
        for (var step = 0; step < MostSteps; step++)
        {
            cancel.ThrowIfCancellationRequested();
            using var inner = TensorScope.Enter();
            var ahead = w + (w - before) * (step / (step + 3.0));
            var slope = x.T().Matmul(x.Matmul(ahead).Softmax(-1) - y) / (double)count + penalty * ahead;
            before = w;
            w = inner.Keep(ahead - slope * rate);
            if (slope.Abs().Max().ToDouble() < Flat) break;
        }

        return outer.Keep(w);
    }
}
