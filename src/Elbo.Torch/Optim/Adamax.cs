using Elbo.Torch.Interop;

namespace Elbo.Torch.Optim;

/// <summary>
/// m ← β₁m + (1 − β₁)g, u ← max(β₂u, |g| + ε), p ← p − lr/(1 − β₁ᵗ)·m/u. Kingma and Ba 2015, algorithm 2, with PyTorch's ε.
/// State: <c>exp_avg</c> m, <c>exp_inf</c> u.
/// </summary>
public sealed class Adamax : Optimizer
{
    private readonly double beta1, beta2, epsilon, weightDecay;

    /// <param name="beta1">β₁ in [0, 1).</param>
    /// <param name="beta2">β₂ in [0, 1).</param>
    /// <param name="epsilon">ε.</param>
    /// <param name="weightDecay">λ of the penalty λ‖p‖²/2, added to the gradient.</param>
    public Adamax(IEnumerable<(string Name, Tensor Value)> parameters, double learningRate = 2e-3, double beta1 = 0.9, double beta2 = 0.999,
        double epsilon = 1e-8, double weightDecay = 0)
        : base(parameters, learningRate, "exp_avg", "exp_inf")
    {
        Coefficients.Check(beta1, beta2, epsilon, weightDecay);
        (this.beta1, this.beta2, this.epsilon, this.weightDecay) = (beta1, beta2, epsilon, weightDecay);
    }

    private protected override void Fill(ref OptimSettings settings)
    {
        settings.Rule = OptimRule.Adamax;
        settings.Beta1 = beta1;
        settings.Beta2 = beta2;
        settings.Epsilon = epsilon;
        settings.WeightDecay = weightDecay;
    }

    private protected override void Update(Tensor p, Tensor g, ReadOnlySpan<Tensor?> state, long step, in OptimSettings settings)
    {
        if (settings.WeightDecay != 0) g = g.Add(p, settings.WeightDecay);
        var (m, u) = (state[0]!, state[1]!);
        m.MulInPlace(beta1).AddInPlace(g, 1 - beta1);
        u.CopyInPlace((u * beta2).Maximum(g.Abs().AddInPlace(epsilon)));
        p.AddcdivInPlace(m, u, -settings.Rate / (1 - Math.Pow(beta1, step)));
    }
}
