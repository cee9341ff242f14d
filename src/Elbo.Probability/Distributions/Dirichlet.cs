using Elbo.Torch;

namespace Elbo.Probability;

/// <summary>
/// Dirichlet distribution of K shares x_k ≥ 0 with Σ x_k = 1, concentrations α_k &gt; 0: density Π x_k^(α_k − 1) / B(α) over K − 1 of
/// them. Draws carry implicit gradients, about 10⁻³ relative.
/// </summary>
public sealed class Dirichlet : Distribution, IReparameterised, IHasMean, IHasVariance, IHasEntropy
{
    /// <param name="concentration">α &gt; 0 (not checked: a check would read the device), <c>[batch…, K]</c>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no last axis K.</exception>
    public Dirichlet(Tensor concentration) : base(concentration.Shape, 1, concentration.DType, concentration.Device) => Concentration = concentration;

    /// <summary>α, as given.</summary>
    public Tensor Concentration { get; }

    /// <inheritdoc/>
    public override Support Support => Support.Unit;

    /// <inheritdoc/>
    public override Tensor? Location() => Mean();

    /// <summary>α_k / Σ α.</summary>
    /// <inheritdoc/>
    public Tensor Mean() => Concentration / Total();

    /// <summary>m_k (1 − m_k) / (Σ α + 1), m the mean.</summary>
    /// <inheritdoc/>
    public Tensor Variance()
    {
        var mean = Mean();
        return mean * (1 - mean) / (Total() + 1);
    }

    /// <summary>log B(α) + (Σ α − K) ψ(Σ α) − Σ (α_k − 1) ψ(α_k).</summary>
    /// <inheritdoc/>
    public Tensor Entropy()
    {
        var alpha = Numerics.Wide(Concentration);
        return (LogNormaliser() - ((alpha - 1) * (alpha.Digamma() - alpha.Sum([-1], true).Digamma())).Sum([-1])).To(DType);
    }

    /// <summary>Σ (α_k − 1) log x_k − log B(α).</summary>
    /// <param name="x">Shares that sum to 1, which is not checked.</param>
    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x)
    {
        CheckEvent(x);
        return Round(((Numerics.Wide(Concentration) - 1) * Numerics.Wide(x).Log()).Sum([-1]) - LogNormaliser(), x);
    }

    /// <inheritdoc/>
    public override Drawn Draw(NoiseStream noise, params ReadOnlySpan<long> sampleShape) =>
        new(Shares(Concentration.Expand(DrawShape(sampleShape)), noise), this, null);

    /// <summary>
    /// Gamma draws over their sum, taken through their logarithms; at least the smallest normal number. Each share follows a beta distribution, at whose
    /// quantile it stays while its concentration moves; the others give way in proportion (Figurnov et al., arXiv 1805.08498).
    /// </summary>
    private static Tensor Shares(Tensor concentration, NoiseStream noise)
    {
        var alpha = concentration.Detach();
        var shares = GammaDraws.LogStandard(alpha, noise).Softmax(-1).ClampMin(Numerics.Smallest(alpha.DType));
        if (!Gradients.Enabled || !concentration.RequiresGrad) return shares;
        // It reads memory as if nothing were broadcast.
        var slope = shares.Contiguous().DirichletGrad(alpha.Contiguous(), alpha.Sum([-1], true).Expand(alpha.Shape).Contiguous());
        // Zero in value; its derivative is ∂x_i/∂α_j = slope_j (δ_ij − x_i).
        var shift = slope * (concentration - alpha);
        return shares + shift - shares * shift.Sum([-1], true);
    }

    /// <summary>log B(α) = Σ log Γ(α_k) − log Γ(Σ α), <c>[batch…]</c>, f64.</summary>
    internal Tensor LogNormaliser()
    {
        var alpha = Numerics.Wide(Concentration);
        return alpha.Lgamma().Sum([-1]) - alpha.Sum([-1]).Lgamma();
    }

    private Tensor Total() => Concentration.Sum([-1], true);

    /// <inheritdoc/>
    public override bool HasIndependentElements => false;

    /// <summary>Refused: its shares add up to 1.</summary>
    /// <inheritdoc/>
    public override Distribution Elements() => throw new NotSupportedException($"the elements of {this} depend on one another: its shares add up to 1");

    /// <inheritdoc/>
    public override Distribution Detached() => new Dirichlet(Concentration.Detach());
}
