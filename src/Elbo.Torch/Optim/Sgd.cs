using Elbo.Torch.Interop;

namespace Elbo.Torch.Optim;

/// <summary>
/// p ← p − lr·g; with momentum μ and dampening τ, b ← μb + (1 − τ)g (b = g at the first step) stands for g, or g + μb with Nesterov's
/// variant. Sutskever et al. 2013 in PyTorch's form. State: <c>momentum_buffer</c> b.
/// </summary>
public sealed class Sgd : Optimizer
{
    private readonly double momentum, dampening, weightDecay;
    private readonly bool nesterov;

    /// <param name="momentum">μ ≥ 0; 0 for none.</param>
    /// <param name="dampening">τ.</param>
    /// <param name="weightDecay">λ of the penalty λ‖p‖²/2, added to the gradient.</param>
    /// <param name="nesterov">Needs momentum and no dampening.</param>
    public Sgd(IEnumerable<(string Name, Tensor Value)> parameters, double learningRate, double momentum = 0, double dampening = 0,
        double weightDecay = 0, bool nesterov = false)
        : base(parameters, learningRate, momentum != 0 ? "momentum_buffer" : null)
    {
        if (nesterov && (momentum <= 0 || dampening != 0)) throw new ArgumentException("Nesterov momentum needs momentum above 0 and no dampening", nameof(nesterov));
        this.momentum = Coefficients.NotNegative(momentum);
        this.dampening = dampening;
        this.weightDecay = Coefficients.NotNegative(weightDecay);
        this.nesterov = nesterov;
    }

    private protected override void Fill(ref OptimSettings settings)
    {
        settings.Rule = OptimRule.Sgd;
        settings.Flags = nesterov ? OptimFlags.Nesterov : OptimFlags.None;
        settings.Momentum = momentum;
        settings.Dampening = dampening;
        settings.WeightDecay = weightDecay;
    }

    private protected override void Update(Tensor p, Tensor g, ReadOnlySpan<Tensor?> state, long step, in OptimSettings settings)
    {
        if (settings.WeightDecay != 0) g = g.Add(p, settings.WeightDecay);
        if (state[0] is { } buffer)
        {
            if (step == 1) buffer.CopyInPlace(g);
            else buffer.MulInPlace(momentum).AddInPlace(g, 1 - dampening);
            g = nesterov ? g.Add(buffer, momentum) : buffer;
        }
        p.AddInPlace(g, -settings.Rate);
    }
}
