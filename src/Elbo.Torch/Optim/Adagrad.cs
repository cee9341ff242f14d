using Elbo.Torch.Interop;

namespace Elbo.Torch.Optim;

/// <summary>
/// s ← s + g², p ← p − lr/(1 + (t − 1)·decay)·g/(√s + ε). Duchi et al. 2011. State: <c>sum</c> s.
/// </summary>
public sealed class Adagrad : Optimizer
{
    private readonly double rateDecay, epsilon, weightDecay;

    /// <param name="rateDecay">Decay of the rate over the steps t.</param>
    /// <param name="initialSum">s before the first step.</param>
    /// <param name="epsilon">ε, outside the root.</param>
    /// <param name="weightDecay">λ of the penalty λ‖p‖²/2, added to the gradient.</param>
    public Adagrad(IEnumerable<(string Name, Tensor Value)> parameters, double learningRate = 1e-2, double rateDecay = 0, double initialSum = 0,
        double epsilon = 1e-10, double weightDecay = 0)
        : base(parameters, learningRate, "sum")
    {
        this.rateDecay = Coefficients.NotNegative(rateDecay);
        this.epsilon = Coefficients.NotNegative(epsilon);
        this.weightDecay = Coefficients.NotNegative(weightDecay);
        InitialState = Coefficients.NotNegative(initialSum);
    }

    private protected override void Fill(ref OptimSettings settings)
    {
        settings.Rule = OptimRule.Adagrad;
        settings.RateDecay = rateDecay;
        settings.Epsilon = epsilon;
        settings.WeightDecay = weightDecay;
    }

    private protected override void Update(Tensor p, Tensor g, ReadOnlySpan<Tensor?> state, long step, in OptimSettings settings)
    {
        if (settings.WeightDecay != 0) g = g.Add(p, settings.WeightDecay);
        var root = state[0]!.AddcmulInPlace(g, g).Sqrt().AddInPlace(epsilon);
        p.AddcdivInPlace(g, root, -settings.Rate / (1 + ((step - 1) * rateDecay)));
    }
}
