using Elbo.Torch.Interop;

namespace Elbo.Torch.Fused;

/// <summary>Row sums of the Bernoulli log-likelihood on logits, value and gradient from one exponential per element.</summary>
public sealed unsafe class BernoulliLogits : FusedFunction
{
    // libtorch's own threshold of 20 loses 2·10⁻⁹, which f64 sees; at 40 the loss is below its rounding.
    private const double Threshold = 40;

    private static readonly BernoulliLogits Instance = new();

    /// <summary>Σ_d x_d l_d − softplus(l_d) [nats] over the last axes, differentiable; x and logits broadcast.</summary>
    /// <param name="x">[…, D], values in [0, 1]; the kernel takes [B, D] for logits [B, D] and [S, B, D].</param>
    /// <param name="logits">[…, D].</param>
    /// <param name="eventAxes">How many of the last axes are summed over; both tensors have them.</param>
    /// <returns>[…]</returns>
    public static Tensor LogProbRows(Tensor x, Tensor logits, int eventAxes = 1)
    {
        if (eventAxes == 0 || !FusedPath.Takes(x, logits) || x.RequiresGrad || !RowShape.Repeats(x, logits, eventAxes))
            return RowShape.Sum(x * logits - logits.Softplus(1, Threshold), eventAxes);
        var value = Tensor.Empty(logits.Shape[..^eventAxes]);
        var cols = RowShape.Columns(logits, eventAxes);
        var record = Gradients.Enabled && logits.RequiresGrad;
        var residual = record ? Tensor.Empty(logits.Shape) : null;
        Native.elbo_bernoulli_forward((float*)x.Data(), x.Count / cols, (float*)logits.Data(), (float*)value.Data(), residual is null ? null : (float*)residual.Data(), value.Count, cols);
        if (residual is not null) Instance.Attach([logits], [value], [residual]);
        return value;
    }

    /// <inheritdoc/>
    protected override void Backward(ReadOnlySpan<Tensor?> incoming, ReadOnlySpan<Tensor> saved, ReadOnlySpan<bool> needed, Span<Tensor?> gradients)
    {
        var residual = saved[0];
        var weight = incoming[0]!.Contiguous();
        // Of a sum of rows, as annealing and other sums over examples ask for it.
        if (weight.AsSpan<float>().ContainsAnyExcept(1f) is false)
        {
            gradients[0] = residual;
            return;
        }
        var gradient = Tensor.Empty(residual.Shape);
        Native.elbo_scale_rows((float*)residual.Data(), (float*)weight.Data(), (float*)gradient.Data(), weight.Count, residual.Count / Math.Max(1, weight.Count));
        gradients[0] = gradient;
    }
}
