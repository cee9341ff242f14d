using Elbo.Torch;
using Elbo.Torch.Fused;

namespace Elbo.Probability;

/// <summary>Closed forms of KL(q‖p), <c>[batch…]</c>, nats. expm1(d) − d replaces eᵈ − 1 − d, which loses every digit near d = 0.</summary>
internal static class ClosedForms
{
    /// <summary>½ Σ (μ² + σ² − 1 − log σ²) (arXiv 1312.6114, app. B).</summary>
    public static Tensor Between(Normal q, StandardNormal p) => GaussianKl.Rows(q.Mu, q.LogVariance(), q.EventAxes);

    /// <summary>½ Σ ((μ_q − μ_p)² / σ_p² + r − 1 − log r), r = σ_q² / σ_p².</summary>
    public static Tensor Between(Normal q, Normal p)
    {
        var logVarP = p.LogVariance();
        var u = (q.Mu - p.Mu) * (logVarP * -0.5).Exp();
        var logRatio = q.LogVariance() - logVarP;
        return Shapes.SumLast(u.Square() + logRatio.Expm1() - logRatio, q.EventAxes) * 0.5;
    }

    /// <summary>The form of two normals at μ_q = 0, σ_q = 1.</summary>
    public static Tensor Between(StandardNormal q, Normal p)
    {
        var logVarP = p.LogVariance();
        var u = p.Mu * (logVarP * -0.5).Exp();
        return Shapes.SumLast(u.Square() + (-logVarP).Expm1() + logVarP, q.EventAxes) * 0.5;
    }

    public static Tensor Between(StandardNormal q, StandardNormal p) =>
        Tensor.Zeros([], q.DType, q.Device);

    /// <summary>Σ π log(π/ρ) + (1 − π) log((1 − π)/(1 − ρ)), each logarithm a difference of softplus functions of the log-odds.</summary>
    public static Tensor Between(Bernoulli q, Bernoulli p)
    {
        var (l, m) = (q.Logits, p.Logits);
        var success = l.Sigmoid() * (Numerics.Softplus(-m) - Numerics.Softplus(-l));
        var failure = (-l).Sigmoid() * (Numerics.Softplus(m) - Numerics.Softplus(l));
        return Shapes.SumLast(success + failure, q.EventAxes);
    }

    /// <summary>Σ_k π_k log(π_k / ρ_k).</summary>
    public static Tensor Between(Categorical q, Categorical p)
    {
        if (q.Count != p.Count) throw new ArgumentException($"KL of categorical distributions over {q.Count} and {p.Count} categories");
        var logP = q.LogProbabilities();
        return Shapes.SumLast(Numerics.Expectation(logP, logP - p.LogProbabilities()), q.EventAxes);
    }

    /// <summary>Σ (l − m) E_q[x] − A(l) + A(m), with log-odds l, m and A the log-normaliser.</summary>
    public static Tensor Between(ContinuousBernoulli q, ContinuousBernoulli p) =>
        Shapes.SumLast((q.Logits - p.Logits) * q.Mean() - q.LogNormaliser() + p.LogNormaliser(), q.EventAxes);

    /// <summary>Σ d/b_p + r e^(−d/b_q) − 1 − log r, d = |μ_q − μ_p|, r = b_q / b_p.</summary>
    public static Tensor Between(Laplace q, Laplace p)
    {
        var distance = (q.Mu - p.Mu).Abs();
        var logRatio = q.LogScale - p.LogScale;
        // r e^(−d/b_q) as one exponential, as r alone may overflow.
        return Shapes.SumLast(distance * (-p.LogScale).Exp() + (logRatio - distance * (-q.LogScale).Exp()).Expm1() - logRatio, q.EventAxes);
    }

    /// <summary>Σ log of the ratio of widths where q lies inside p, else ∞.</summary>
    public static Tensor Between(Uniform q, Uniform p)
    {
        var escapes = q.Low.Lt(p.Low).LogicalOr(q.High.Gt(p.High));
        return Shapes.SumLast(((p.High - p.Low) / (q.High - q.Low)).Log().MaskedFill(escapes, double.PositiveInfinity), q.EventAxes);
    }

    /// <summary>Σ (α_q − α_p) ψ(α_q) − log Γ(α_q) + log Γ(α_p) + α_p log(β_q/β_p) + α_q (β_p/β_q − 1).</summary>
    public static Tensor Between(Gamma q, Gamma p)
    {
        Tensor ratio = Numerics.Wide(p.Rate) / Numerics.Wide(q.Rate), a = Numerics.Wide(q.Concentration), b = Numerics.Wide(p.Concentration);
        return Shapes.SumLast((a - b) * a.Digamma() - a.Lgamma() + b.Lgamma() - b * ratio.Log() + a * (ratio - 1), q.EventAxes).To(q.DType);
    }

    /// <summary>log B(α_p) − log B(α_q) + Σ_k (α_q − α_p)_k (ψ(α_qk) − ψ(Σ α_q)).</summary>
    public static Tensor Between(Dirichlet q, Dirichlet p)
    {
        var alpha = Numerics.Wide(q.Concentration);
        var surprise = alpha.Digamma() - alpha.Sum([-1], true).Digamma();
        return (p.LogNormaliser() - q.LogNormaliser() + ((alpha - Numerics.Wide(p.Concentration)) * surprise).Sum([-1])).To(q.DType);
    }

    /// <summary>½ (‖L_p⁻¹ L_q‖² + |L_p⁻¹ (μ_q − μ_p)|² − D) + log det L_p − log det L_q.</summary>
    public static Tensor Between(MultivariateNormal q, MultivariateNormal p)
    {
        var spread = p.Form.WhitenFactor(q.Lower).Square().Sum([-2, -1]);
        return (spread + p.Form.Whiten(q.Mu).Square().Sum([-1]) - q.EventShape[0]) * 0.5 + p.Form.LogDet() - q.Form.LogDet();
    }

    /// <summary>½ (‖L‖² + |μ|² − D) − log det L.</summary>
    public static Tensor Between(MultivariateNormal q, StandardNormal p) =>
        (q.Form.SquaredRows().Sum([-1]) + q.Mu.Square().Sum([-1]) - q.EventShape[0]) * 0.5 - q.Form.LogDet();
}
