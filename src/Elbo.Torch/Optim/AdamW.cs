using Elbo.Torch.Interop;

namespace Elbo.Torch.Optim;

/// <summary>
/// <see cref="Adam"/> with weight decay that acts on the parameter itself: p ← (1 − lr·λ)p before the step. Loshchilov and Hutter 2019,
/// algorithm 2. State as in Adam.
/// </summary>
public sealed class AdamW : Optimizer
{
    private readonly AdamRule rule;

    /// <param name="weightDecay">λ.</param>
    /// <inheritdoc cref="Adam(IEnumerable{ValueTuple{string, Tensor}}, double, double, double, double, double, bool)"/>
    public AdamW(IEnumerable<(string Name, Tensor Value)> parameters, double learningRate = 1e-3, double beta1 = 0.9, double beta2 = 0.999,
        double epsilon = 1e-8, double weightDecay = 1e-2, bool amsgrad = false)
        : base(parameters, learningRate, "exp_avg", "exp_avg_sq", amsgrad ? "max_exp_avg_sq" : null) =>
        rule = new(beta1, beta2, epsilon, weightDecay, amsgrad, Decoupled: true);

    private protected override void Fill(ref OptimSettings settings) => rule.Fill(ref settings);

    private protected override void Update(Tensor p, Tensor g, ReadOnlySpan<Tensor?> state, long step, in OptimSettings settings) =>
        rule.Update(p, g, state, step, settings);
}
