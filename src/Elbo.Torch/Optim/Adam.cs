using Elbo.Torch.Interop;

namespace Elbo.Torch.Optim;

/// <summary>
/// m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², p ← p − lr·m̂/(√v̂ + ε) with m̂ = m/(1 − β₁ᵗ), v̂ = v/(1 − β₂ᵗ). Kingma and Ba 2015,
/// algorithm 1. State: <c>exp_avg</c> m, <c>exp_avg_sq</c> v and with AMSGrad <c>max_exp_avg_sq</c>.
/// </summary>
public sealed class Adam : Optimizer
{
    private readonly AdamRule rule;

    /// <param name="parameters">Named, as a module gives them.</param>
    /// <param name="learningRate">lr.</param>
    /// <param name="beta1">β₁ in [0, 1).</param>
    /// <param name="beta2">β₂ in [0, 1).</param>
    /// <param name="epsilon">ε, outside the root.</param>
    /// <param name="weightDecay">λ of the penalty λ‖p‖²/2, added to the gradient.</param>
    /// <param name="amsgrad">Use the largest v so far. Reddi et al. 2018.</param>
    public Adam(IEnumerable<(string Name, Tensor Value)> parameters, double learningRate = 1e-3, double beta1 = 0.9, double beta2 = 0.999,
        double epsilon = 1e-8, double weightDecay = 0, bool amsgrad = false)
        : base(parameters, learningRate, "exp_avg", "exp_avg_sq", amsgrad ? "max_exp_avg_sq" : null) =>
        rule = new(beta1, beta2, epsilon, weightDecay, amsgrad, Decoupled: false);

    private protected override void Fill(ref OptimSettings settings) => rule.Fill(ref settings);

    private protected override void Update(Tensor p, Tensor g, ReadOnlySpan<Tensor?> state, long step, in OptimSettings settings) =>
        rule.Update(p, g, state, step, settings);
}
