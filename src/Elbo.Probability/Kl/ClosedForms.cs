using Elbo.Torch;
using Elbo.Torch.Fused;

namespace Elbo.Probability;

/// <summary>Closed forms of KL(q‖p), <c>[batch…]</c>, nats. expm1(d) − d replaces eᵈ − 1 − d, which loses every digit near d = 0.</summary>
internal static class ClosedForms
{
    /// <summary>½ Σ (μ² + σ² − 1 − log σ²) (arXiv 1312.6114, app. B).</summary>
    public static Tensor Between(Normal q, StandardNormal p) => FromStandard(q.Mu, q.LogVariance(), q.EventAxes);

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
        Tensor.Zeros(q.BatchShape.Length >= p.BatchShape.Length ? q.BatchShape : p.BatchShape, q.DType, q.Device);

    /// <summary>Σ π log(π/ρ) + (1 − π) log((1 − π)/(1 − ρ)), each logarithm a difference of softplus functions of the log-odds.</summary>
    public static Tensor Between(Bernoulli q, Bernoulli p)
    {
        var (l, m) = (q.Logits, p.Logits);
        var success = l.Sigmoid() * (Numerics.Softplus(-m) - Numerics.Softplus(-l));
        var failure = (-l).Sigmoid() * (Numerics.Softplus(m) - Numerics.Softplus(l));
        return Shapes.SumLast(success + failure, q.EventAxes);
    }

    private static Tensor FromStandard(Tensor mu, Tensor logVar, int eventAxes) =>
        eventAxes == 1 && mu.DType == DType.F32 && logVar.DType == DType.F32
            ? GaussianKl.Rows(mu, logVar)
            : Shapes.SumLast(mu.Square() + logVar.Expm1() - logVar, eventAxes) * 0.5;
}
