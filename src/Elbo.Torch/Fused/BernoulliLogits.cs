using Elbo.Torch.Interop;

namespace Elbo.Torch.Fused;

/// <summary>Row sums of the Bernoulli log-likelihood on logits, value and gradient from one exponential per element.</summary>
public sealed unsafe class BernoulliLogits : CustomFunction
{
    private static readonly BernoulliLogits Instance = new();

    /// <summary>Σ_d x_d l_d − softplus(l_d) [nats], differentiable in the logits.</summary>
    /// <param name="x">[B, D], values in [0, 1].</param>
    /// <param name="logits">[B, D] or [S, B, D].</param>
    /// <returns>[B] or [S, B].</returns>
    public static Tensor LogProbRows(Tensor x, Tensor logits)
    {
        if (!FusedPath.Takes(x, logits) || x.Rank != 2 || x.Size(-1) != logits.Size(-1) || x.RequiresGrad || (logits.Rank >= 2 && logits.Size(-2) != x.Size(0)))
            return (x * logits - logits.Softplus()).Sum([-1]);
        var cols = logits.Size(-1);
        var rows = logits.Count / cols;
        var value = Tensor.Empty(logits.Shape[..^1]);
        var record = Gradients.Enabled && logits.RequiresGrad;
        var residual = record ? Tensor.Empty(logits.Shape) : null;
        Native.elbo_bernoulli_forward((float*)x.Data(), x.Size(0), (float*)logits.Data(), (float*)value.Data(), residual is null ? null : (float*)residual.Data(), rows, cols);
        if (residual is not null) Instance.Attach([logits], [value], [residual]);
        return value;
    }

    protected override void Backward(ReadOnlySpan<Tensor?> incoming, ReadOnlySpan<Tensor> saved, ReadOnlySpan<bool> needed, Span<Tensor?> gradients)
    {
        var residual = saved[0];
        var weight = incoming[0]!.Contiguous();
        var gradient = Tensor.Empty(residual.Shape);
        Native.elbo_scale_rows((float*)residual.Data(), (float*)weight.Data(), (float*)gradient.Data(), weight.Count, residual.Size(-1));
        gradients[0] = gradient;
    }
}
