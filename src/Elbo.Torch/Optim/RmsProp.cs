using Elbo.Torch.Interop;

namespace Elbo.Torch.Optim;

/// <summary>
/// s ← αs + (1 − α)g², p ← p − lr·g/(√s + ε); centred, s − (mean of g)² stands under the root (Graves 2013, eq. 40); with momentum μ,
/// b ← μb + g/(√s + ε), p ← p − lr·b. State: <c>square_avg</c> s, <c>momentum_buffer</c> b, <c>grad_avg</c>.
/// </summary>
public sealed class RmsProp : Optimizer
{
    private readonly double alpha, epsilon, weightDecay, momentum;
    private readonly bool centered;

    /// <param name="alpha">α in [0, 1).</param>
    /// <param name="epsilon">ε, outside the root.</param>
    /// <param name="weightDecay">λ of the penalty λ‖p‖²/2, added to the gradient.</param>
    /// <param name="momentum">μ ≥ 0; 0 for none.</param>
    /// <param name="centered">Subtract the square of the mean gradient.</param>
    public RmsProp(IEnumerable<(string Name, Tensor Value)> parameters, double learningRate = 1e-2, double alpha = 0.99, double epsilon = 1e-8,
        double weightDecay = 0, double momentum = 0, bool centered = false)
        : base(parameters, learningRate, "square_avg", momentum > 0 ? "momentum_buffer" : null, centered ? "grad_avg" : null)
    {
        this.alpha = Coefficients.Fraction(alpha);
        this.epsilon = Coefficients.NotNegative(epsilon);
        this.weightDecay = Coefficients.NotNegative(weightDecay);
        this.momentum = Coefficients.NotNegative(momentum);
        this.centered = centered;
    }

    private protected override void Fill(ref OptimSettings settings)
    {
        settings.Rule = OptimRule.RmsProp;
        settings.Flags = centered ? OptimFlags.Centered : OptimFlags.None;
        settings.Beta2 = alpha;
        settings.Epsilon = epsilon;
        settings.WeightDecay = weightDecay;
        settings.Momentum = momentum;
    }

    private protected override void Update(Tensor p, Tensor g, ReadOnlySpan<Tensor?> state, long step, in OptimSettings settings)
    {
        if (settings.WeightDecay != 0) g = g.Add(p, settings.WeightDecay);
        var spread = state[0]!.MulInPlace(alpha).AddcmulInPlace(g, g, 1 - alpha);
        if (state[2] is { } mean)
        {
            mean.MulInPlace(alpha).AddInPlace(g, 1 - alpha);
            spread = spread.Addcmul(mean, mean, -1);
        }
        var root = spread.Sqrt().AddInPlace(epsilon);
        if (state[1] is { } buffer) p.AddInPlace(buffer.MulInPlace(momentum).AddcdivInPlace(g, root), -settings.Rate);
        else p.AddcdivInPlace(g, root, -settings.Rate);
    }
}
