using Elbo.Torch;

namespace Elbo.Probability;

/// <summary>
/// Mixture Σ_k π_k N(μ_k, diag σ_k²) of K normal distributions of a vector of D elements, π = softmax(l): a prior that follows the shape of an aggregate
/// posterior (Tomczak &amp; Welling 2018, arXiv 1705.07120), or with batch axes a posterior of several modes (Graves 2016, arXiv 1607.05690). Draws are differentiable in
/// all parameters, the weights too. Densities of N rows at K components that all rows share are one matrix product, so that nothing of size N · K · D is ever held.
/// </summary>
/// <remarks>The product opens the squares of (z − μ)/σ around the middle of all μ_k. In f32 a log-density keeps an error of about 10⁻⁷ Σ_d ((z_d − m_d)² + (μ_kd − m_d)²)/σ_kd²
/// nats, m being the middle: small where the components overlap or are a few σ apart, as under a standard normal code.</remarks>
public sealed class MixtureOfNormals : Distribution, IReparameterised, IMixture, IHasMean, IHasVariance
{
    private readonly Normal components;
    private readonly MixtureGradient gradient;

    /// <param name="components">N(μ_k, diag σ_k²): batch axes [batch…, K], event axis [D].</param>
    /// <param name="logits">l [batch…, K], up to a constant per row; null for equal weights.</param>
    /// <param name="gradient">How gradients go through draws.</param>
    /// <exception cref="ArgumentException">The components or weights have other axes.</exception>
    public MixtureOfNormals(Normal components, Tensor? logits = null, MixtureGradient gradient = MixtureGradient.Implicit) : base(ShapeOf(components), 1, components.DType, components.Device)
    {
        if (logits is not null && !logits.Shape.SequenceEqual(components.BatchShape)) throw new ArgumentException($"the weights {logits} are not one for each of the components {components}", nameof(logits));
        (this.components, Logits, this.gradient) = (components, logits, gradient);
    }

    /// <summary>K.</summary>
    public long Components => components.BatchShape[^1];

    /// <summary>l as given.</summary>
    public Tensor? Logits { get; }

    /// <inheritdoc/>
    public override Support Support => Support.Real;

    /// <summary>False: which component an element is from is told by the others.</summary>
    public override bool HasIndependentElements => false;

    /// <inheritdoc/>
    public override Tensor? Location() => Mean();

    /// <summary>Σ_k π_k μ_k.</summary>
    /// <inheritdoc/>
    public Tensor Mean() => Average(components.Mean());

    /// <summary>Σ_k π_k (σ_k² + (μ_k − μ)²).</summary>
    /// <inheritdoc/>
    public Tensor Variance() => Average(components.Variance() + (components.Mean() - Mean().Unsqueeze(-2)).Square());

    /// <summary>log Σ_k π_k N(x; μ_k, diag σ_k²).</summary>
    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x)
    {
        CheckEvent(x);
        return BatchShape.Length > 0 ? (components.LogProb(x.Unsqueeze(-2)) + LogWeights()).Logsumexp([-1]) : Shared(x);
    }

    /// <summary>A component, then a draw from it alone.</summary>
    /// <inheritdoc/>
    public override Drawn Draw(NoiseStream noise, params ReadOnlySpan<long> sampleShape)
    {
        long[] shape = DrawShape(sampleShape), table = [.. shape[..^1], Components, shape[^1]];
        Tensor mu = components.Mean().Expand(table), std = components.Std().Expand(components.Shape).Expand(table), logits = LogWeights().Expand(table[..^1]), choice, x;
        using (Gradients.Off())
        {
            choice = new Categorical(LogWeights()).Draw(noise, sampleShape).Value;
            var place = choice.Unsqueeze(-1).Unsqueeze(-1).Expand([.. shape[..^1], 1, shape[^1]]);
            var eps = noise.Normal(shape, Device, DType);
            x = mu.Gather(-2, place).Squeeze(-2).Addcmul(std.Gather(-2, place).Squeeze(-2), eps);
        }
        var differentiable = Gradients.Enabled && (mu.RequiresGrad || std.RequiresGrad || logits.RequiresGrad);
        return new(differentiable ? MixturePath.Attach(x, mu, std, logits, choice, gradient) : x, this, null);
    }

    /// <inheritdoc/>
    public Tensor DrawComponents(NoiseStream noise, int samples) => components.Draw(noise, samples).Value.Movedim(-2, 1);

    /// <inheritdoc/>
    public Tensor LogWeights() => Logits?.LogSoftmax(-1) ?? Tensor.Full(components.BatchShape, -Math.Log(Components), DType, Device);

    /// <summary>Refused.</summary>
    /// <inheritdoc/>
    public override Distribution Elements() => throw new NotSupportedException($"the elements of {this} depend on one another: they are of one component");

    /// <inheritdoc/>
    public override Distribution Detached() => new MixtureOfNormals((Normal)components.Detached(), Logits?.Detach(), gradient);

    // Of components without batch axes.
    private Tensor Shared(Tensor x)
    {
        Tensor mu = components.Mean(), logVar = components.LogVariance().Expand(mu.Shape), precision = (-logVar).Exp();
        Tensor middle = mu.Detach().Mean([0]), m = mu - middle, u = x.Reshape([-1, Shape[^1]]) - middle;
        // Σ_d (u − m)²/σ² = (u², u) · (1/σ², −2m/σ²) + Σ_d m²/σ².
        var constant = (m.Square() * precision + logVar + Normal.LogTwoPi).Sum([-1]);
        var squares = Ops.Cat([u.Square(), u], -1).Linear(Ops.Cat([precision, m * precision * -2], -1), constant);
        return (squares * -0.5 + LogWeights()).Logsumexp([-1]).Reshape(x.Shape[..^1]);
    }

    private Tensor Average(Tensor values) => (LogWeights().Exp().Unsqueeze(-1) * values).Sum([-2]);

    private static long[] ShapeOf(Normal components) => components is { EventAxes: 1, Shape.Length: >= 2 }
        ? [.. components.BatchShape[..^1], .. components.EventShape]
        : throw new ArgumentException($"{components} is no row of components: it needs a last batch axis [K] and the event axis [D]", nameof(components));
}
