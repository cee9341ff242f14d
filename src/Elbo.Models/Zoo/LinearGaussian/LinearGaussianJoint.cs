using Elbo.Torch;

namespace Elbo.Models.Zoo.LinearGaussian;

/// <summary>z ~ N(0, I), x | z ~ N(W z + b, σ² I) and what follows from it (Tipping &amp; Bishop 1999); all tensors F64, differentiable.</summary>
/// <param name="W">[D, Z].</param>
/// <param name="B">b, [D].</param>
/// <param name="LogVar">log σ², [1].</param>
internal readonly record struct LinearGaussianJoint(Tensor W, Tensor B, Tensor LogVar)
{
    private const double LogTwoPi = 1.8378770664093454836;

    /// <summary>E[x | z] = W z + b, […, D].</summary>
    public Tensor Mean(Tensor z) => z.Matmul(W.T()) + B;

    /// <summary>log p(z) + log p(x | z) nats, […] for z […, Z].</summary>
    public Tensor LogJoint(Tensor x, Tensor z) => LogLikelihood(x, z) + LogPrior(z);

    /// <summary>log p(x | z) nats, […].</summary>
    public Tensor LogLikelihood(Tensor x, Tensor z) => LogDensity((x - Mean(z)).Square().Sum([-1]));

    /// <summary>log p(z) nats, […].</summary>
    public static Tensor LogPrior(Tensor z) => (z.Square() + LogTwoPi).Sum([-1]) * -0.5;

    /// <summary>E_q log p(x | z) [B] nats: the log-likelihood at the mean, less ½ tr(W Σ_q Wᵀ)/σ².</summary>
    public Tensor ExpectedLogLikelihood(Tensor x, FullGaussian q) =>
        LogDensity((x - Mean(q.Mean)).Square().Sum([-1]) + W.Matmul(q.Factor).Square().Sum());

    /// <summary>p(z | x) = N(M⁻¹ Wᵀ (x − b)/σ², M⁻¹), M = I + Wᵀ W/σ², for x [B, D].</summary>
    public FullGaussian Posterior(Tensor x)
    {
        var (factor, logDet) = PosteriorFactor();
        var precision = (-LogVar).Exp();
        return new((x - B).Matmul(W).Matmul(factor).Matmul(factor.T()) * precision, factor, logDet);
    }

    /// <summary>
    /// log N(x; b, W Wᵀ + σ² I) [B] nats through the Z × Z matrix M: log det is D log σ² + log det M, and the quadratic form
    /// |x − b|²/σ² − |Aᵀ Wᵀ (x − b)|²/σ⁴ with M⁻¹ = A Aᵀ.
    /// </summary>
    public Tensor LogEvidence(Tensor x)
    {
        var (factor, logDet) = PosteriorFactor();
        var r = x - B;
        var projected = r.Matmul(W).Matmul(factor).Square().Sum([-1]);
        return LogDensity(r.Square().Sum([-1]) - projected * (-LogVar).Exp()) + logDet;
    }

    // A upper triangular with A Aᵀ = M⁻¹: the inverse of the transposed Cholesky factor.
    private (Tensor Factor, Tensor LogDet) PosteriorFactor()
    {
        var identity = Ops.Eye(W.Size(1), DType.F64, W.Device);
        var lower = (W.T().Matmul(W) * (-LogVar).Exp() + identity).LinalgCholesky();
        return (lower.T().LinalgSolveTriangular(identity, upper: true), -lower.Diagonal().Log().Sum());
    }

    // −½ (squares/σ² + D log 2πσ²).
    private Tensor LogDensity(Tensor squares) => (squares * (-LogVar).Exp() + (LogVar + LogTwoPi) * (double)W.Size(0)) * -0.5;
}
