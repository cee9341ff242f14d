using Elbo.Probability;
using Elbo.Torch;

namespace Elbo.Models.Objectives;

/// <summary>
/// The bound L̂ = log 1/K Σ_i f_i of K draws h_i ~ q(h | x), f_i = p(x, h_i)/q(h_i | x), with a gradient that needs no reparameterisation
/// (Mnih &amp; Rezende 2016, arXiv 1602.06725): Σ_j (L̂ − L̂_{−j}) ∇log q(h_j | x) + Σ_j w̃_j ∇log f_j, w̃ = softmax(log f).
/// </summary>
public static class Vimco
{
    /// <summary>
    /// L̂ [B] nats, with that gradient. Its expectation over draws is the gradient of E[L̂]: what stands in for L̂ without draw j does not depend
    /// on draw j.
    /// </summary>
    /// <param name="logF">log f, [K, B] nats, K at least 2.</param>
    /// <param name="logQ">log q(h | x) of the same draws, [K, B] nats.</param>
    public static Tensor Bound(Tensor logF, Tensor logQ) =>
        // The second part is exactly 0 and carries the gradient of the score.
        Estimates.LogMeanExp(logF, 0) + (LearningSignal(logF) * (logQ - logQ.Detach())).Sum([0]);

    /// <summary>L̂ − L̂_{−j} [K, B] nats without gradient: in L̂_{−j} the geometric mean of the other draws stands for f_j (eq. 9 and 10).</summary>
    /// <param name="logF">log f, [K, B] nats, K at least 2.</param>
    /// <exception cref="ArgumentException">A single draw has no others.</exception>
    public static Tensor LearningSignal(Tensor logF)
    {
        var samples = logF.Size(0);
        if (samples < 2) throw new ArgumentException($"leaving one draw out needs at least 2, not {samples}", nameof(logF));
        using var off = Gradients.Off();
        // K² numbers an example, in f64: sums that leave one out by subtraction would cancel where that one is by far the largest.
        var values = logF.Detach().To(DType.F64);
        var others = (values.Sum([0], keepdim: true) - values) / (samples - 1);
        var itself = Ops.Eye(samples, device: logF.Device).Gt(0.5).Unsqueeze(-1);
        var leftOut = Estimates.LogMeanExp(itself.Where(others.Unsqueeze(1), values.Unsqueeze(0)), 1);
        return (Estimates.LogMeanExp(values, 0) - leftOut).To(logF.DType);
    }
}
