using Elbo.Torch;

namespace Elbo.Probability;

/// <summary>Closed forms of KL(q‖p) within one family of independent elements, <c>[batch…]</c>, nats; each is E_q[log q − log p] worked out.</summary>
internal static class ElementwiseClosedForms
{
    /// <summary>Σ r − 1 − log r, r = λ_p / λ_q.</summary>
    public static Tensor Between(Exponential q, Exponential p) => Shapes.SumLast(Excess(p.Rate.Log() - q.Rate.Log()), q.EventAxes);

    /// <summary>Σ r − 1 − log r, r = σ_q² / σ_p².</summary>
    public static Tensor Between(Rayleigh q, Rayleigh p) => Shapes.SumLast(Excess((q.Scale.Log() - p.Scale.Log()) * 2), q.EventAxes);

    /// <summary>Σ k (r − 1 − log r), r = λ_p / λ_q, for equal shapes k; else the form of two gamma distributions.</summary>
    public static Tensor Between(Erlang q, Erlang p)
    {
        if (q.Count == p.Count) return Shapes.SumLast(Excess(p.Rate.Log() - q.Rate.Log()), q.EventAxes) * q.Count;
        return ClosedForms.Between(AsGamma(q), AsGamma(p));
    }

    /// <summary>Σ α_p log(x_q/x_p) + r − 1 − log r, r = α_p / α_q, where q starts above p, else ∞.</summary>
    public static Tensor Between(Pareto q, Pareto p)
    {
        var tails = Excess(p.Concentration.Log() - q.Concentration.Log());
        var starts = p.Concentration * (q.Scale.Log() - p.Scale.Log());
        return Shapes.SumLast((starts + tails).MaskedFill(q.Scale.Lt(p.Scale), double.PositiveInfinity), q.EventAxes);
    }

    /// <summary>Σ log(k_q/k_p) + k_p d − γ (1 − r) + Γ(1 + r) e^(−k_p d) − 1, r = k_p / k_q, d = log(λ_p/λ_q).</summary>
    public static Tensor Between(Weibull q, Weibull p)
    {
        var ratio = p.Concentration / q.Concentration;
        var shift = p.Concentration * (p.Scale.Log() - q.Scale.Log());
        // One exponential, minus 1, as the factors alone may overflow and the difference cancel.
        return Shapes.SumLast(shift - ratio.Log() + (ratio - 1) * Numerics.EulerGamma + ((1 + ratio).Lgamma() - shift).Expm1(), q.EventAxes);
    }

    /// <summary>Σ log of the ratio of log-widths where q lies inside p, else ∞.</summary>
    public static Tensor Between(Reciprocal q, Reciprocal p)
    {
        var escapes = q.Low.Lt(p.Low).LogicalOr(q.High.Gt(p.High));
        var ratio = (p.High.Log() - p.Low.Log()) / (q.High.Log() - q.Low.Log());
        return Shapes.SumLast(ratio.Log().MaskedFill(escapes, double.PositiveInfinity), q.EventAxes);
    }

    /// <summary>Σ γ (r − 1) − log r + d + Γ(1 + r) e^(−d) − 1, r = β_q / β_p, d = (μ_q − μ_p) / β_p.</summary>
    public static Tensor Between(Gumbel q, Gumbel p)
    {
        var logRatio = q.LogScale - p.LogScale;
        var distance = (q.Mu - p.Mu) * (-p.LogScale).Exp();
        var ratio = logRatio.Exp();
        return Shapes.SumLast((ratio - 1) * Numerics.EulerGamma - logRatio + distance + ((1 + ratio).Lgamma() - distance).Expm1(), q.EventAxes);
    }

    /// <summary>
    /// Σ log(((γ_q + γ_p)² + (x_q − x_p)²) / 4 γ_q γ_p) (Chyzak and Nielsen, arXiv 1905.10965), as cosh²(½ log r) = 1 + sinh² with r = γ_q / γ_p.
    /// </summary>
    public static Tensor Between(Cauchy q, Cauchy p)
    {
        var sinh = ((q.LogScale - p.LogScale) * 0.5).Sinh();
        var distance = (q.Mu - p.Mu) * ((q.LogScale + p.LogScale) * -0.5).Exp() * 0.5;
        return Shapes.SumLast((sinh.Square() + distance.Square()).Log1p(), q.EventAxes);
    }

    /// <summary>Σ log B_p − log B_q + (α_q − α_p) ψ(α_q) + (β_q − β_p) ψ(β_q) − (α_q − α_p + β_q − β_p) ψ(α_q + β_q).</summary>
    public static Tensor Between(Beta q, Beta p)
    {
        Tensor a = Numerics.Wide(q.Alpha), b = Numerics.Wide(q.BetaShape), alpha = a - Numerics.Wide(p.Alpha), beta = b - Numerics.Wide(p.BetaShape);
        return Shapes.SumLast(p.LogNormaliser() - q.LogNormaliser() + alpha * a.Digamma() + beta * b.Digamma() - (alpha + beta) * (a + b).Digamma(), q.EventAxes).To(q.DType);
    }

    /// <summary>Σ (h − g) ψ(h) − log Γ(h) + log Γ(g), h = ν_q/2, g = ν_p/2.</summary>
    public static Tensor Between(ChiSquared q, ChiSquared p)
    {
        Tensor h = Numerics.Wide(q.Freedom) * 0.5, g = Numerics.Wide(p.Freedom) * 0.5;
        return Shapes.SumLast((h - g) * h.Digamma() - h.Lgamma() + g.Lgamma(), q.EventAxes).To(q.DType);
    }

    /// <summary>That of the normal distributions of the logarithms.</summary>
    public static Tensor Between(LogNormal q, LogNormal p) =>
        ClosedForms.Between(Normal.FromLogStd(q.Mu, q.LogStd, q.EventAxes), Normal.FromLogStd(p.Mu, p.LogStd, p.EventAxes));

    /// <summary>r − 1 − log r without cancellation near r = 1.</summary>
    private static Tensor Excess(Tensor logRatio) => logRatio.Expm1() - logRatio;

    private static Gamma AsGamma(Erlang distribution) => new(Tensor.Full(distribution.Rate.Shape, distribution.Count, distribution.DType, distribution.Device), distribution.Rate, distribution.EventAxes);
}
