using Elbo.Torch;

namespace Elbo.Probability;

/// <summary>
/// Normal distribution N(μ, L Lᵀ) of a vector of D elements, given by the Cholesky factor L of its covariance: the elliptical
/// location–scale family of arXiv 1312.6114, §2.4, with Gaussian radius; <see cref="MultivariateStudentT"/> is the one with heavy tails.
/// </summary>
public sealed class MultivariateNormal : Distribution, IReparameterised, IDensityOfNoise, IHasMean, IHasVariance, IHasEntropy
{
    /// <param name="mu">μ, <c>[batch…, D]</c>.</param>
    /// <param name="lower">L with a positive diagonal (not checked: a check would read the device), <c>[batch…, D, D]</c>; what stands above the diagonal is ignored. Batch axes broadcast.</param>
    /// <exception cref="ArgumentException">L is no square matrix of the size of μ.</exception>
    public MultivariateNormal(Tensor mu, Tensor lower) : base(LocationFactor.Shape(mu, lower), 1, mu.DType, mu.Device) => Form = new(mu, lower);

    /// <summary>From a covariance matrix.</summary>
    /// <param name="covariance">Symmetric and positive definite, <c>[batch…, D, D]</c>.</param>
    /// <exception cref="TorchException">It is not positive definite.</exception>
    public static MultivariateNormal FromCovariance(Tensor mu, Tensor covariance) => new(mu, covariance.LinalgCholesky());

    /// <summary>μ, as given.</summary>
    public Tensor Mu => Form.Mu;

    /// <summary>L, as given.</summary>
    public Tensor Lower => Form.Lower;

    /// <inheritdoc/>
    public override Support Support => Support.Real;

    /// <inheritdoc/>
    public override Tensor? Location() => Mean();

    internal LocationFactor Form { get; }

    /// <inheritdoc/>
    public Tensor Mean() => Stretch(Mu);

    /// <summary>The diagonal of L Lᵀ.</summary>
    /// <inheritdoc/>
    public Tensor Variance() => Stretch(Form.SquaredRows());

    /// <summary>L Lᵀ, <c>[batch…, D, D]</c>.</summary>
    public Tensor Covariance()
    {
        var lower = Lower.Tril();
        return lower.Matmul(lower.Transpose(-1, -2));
    }

    /// <summary>½ D (1 + log 2π) + log det L.</summary>
    /// <inheritdoc/>
    public Tensor Entropy() => (Form.LogDet() + 0.5 * Shape[^1] * (1 + Normal.LogTwoPi)).Expand(BatchShape);

    /// <summary>−½ |L⁻¹(x − μ)|² − log det L − ½ D log 2π.</summary>
    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x)
    {
        CheckEvent(x);
        return Form.Whiten(x).Square().Sum([-1]) * -0.5 - Form.LogDet() - 0.5 * Shape[^1] * Normal.LogTwoPi;
    }

    /// <summary>μ + L ε, ε ~ N(0, I).</summary>
    /// <inheritdoc/>
    public override Drawn Draw(NoiseStream noise, params ReadOnlySpan<long> sampleShape)
    {
        var eps = noise.Normal(DrawShape(sampleShape), Device, DType);
        return new(Form.Apply(eps), this, eps);
    }

    /// <summary>−½ |ε|² − log det L − ½ D log 2π, without solving for ε.</summary>
    /// <inheritdoc/>
    public Tensor LogProbOfNoise(Tensor eps) => eps.Square().Sum([-1]) * -0.5 - Form.LogDet() - 0.5 * Shape[^1] * Normal.LogTwoPi;

    /// <inheritdoc/>
    public override bool HasIndependentElements => false;

    /// <summary>Refused: they share a covariance.</summary>
    /// <inheritdoc/>
    public override Distribution Elements() => throw new NotSupportedException($"the elements of {this} depend on one another: they share a covariance");

    /// <inheritdoc/>
    public override Distribution Detached() => new MultivariateNormal(Mu.Detach(), Lower.Detach());
}
