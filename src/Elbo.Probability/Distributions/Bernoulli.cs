using Elbo.Torch;
using Elbo.Torch.Fused;
using Elbo.Torch.Portable;

namespace Elbo.Probability;

/// <summary>
/// Bernoulli distribution of independent bits with success probability sigmoid(l), l any real (log-odds). Probabilities themselves are
/// never formed for a log-probability, which stays finite and exact for |l| up to 10⁴ and beyond.
/// </summary>
public sealed class Bernoulli : IndependentDistribution, IHasMean, IHasVariance, IHasEntropy, IHasNumberCdf
{
    /// <param name="logits">l, <c>[batch…, event…]</c>.</param>
    /// <param name="eventAxes">How many of the last axes form one event.</param>
    public Bernoulli(Tensor logits, int eventAxes = 1) : base(logits.Shape, eventAxes, logits.DType, logits.Device) => Logits = logits;

    /// <summary>Log-odds, <c>[batch…, event…]</c>.</summary>
    public Tensor Logits { get; }

    /// <summary>0 or 1; <see cref="LogProb"/> accepts grey values as well.</summary>
    public override Support Support => Support.Binary;

    /// <inheritdoc/>
    public override Tensor? Location() => Mean();

    /// <inheritdoc/>
    public Tensor Mean() => Logits.Sigmoid();

    /// <inheritdoc/>
    public Tensor Variance() => Logits.Sigmoid() * (-Logits).Sigmoid();

    /// <inheritdoc/>
    public Tensor Entropy() => EntropyOf(Logits.Abs(), EventAxes);

    /// <summary>Σ x l − softplus(l).</summary>
    /// <param name="x">Bits, or grey values in [0, 1] as in arXiv 1312.6114, for which the result is the expected log-mass of the bits they stand for.</param>
    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x)
    {
        CheckEvent(x);
        return BernoulliLogits.LogProbRows(x, Logits, EventAxes);
    }

    /// <inheritdoc/>
    public override Drawn Draw(NoiseStream noise, params ReadOnlySpan<long> sampleShape)
    {
        using var off = Gradients.Off();
        // u < p with u in (0, 1): p = 1 always and p = 0 never succeeds.
        var u = noise.Uniform(DrawShape(sampleShape), Device, DType);
        return new(u.Lt(Logits.Sigmoid()).To(DType), this, null);
    }

    /// <summary>2.</summary>
    int? IHasNumberCdf.Levels => 2;

    /// <inheritdoc/>
    public NumberCdf Numbers()
    {
        var logits = Shapes.ToDoubles(Logits);
        return new(logits.Length, (n, k) => k <= 0 ? 0 : k > 1 ? 1 : PortableMath.Sigmoid(-logits[n]));
    }

    /// <summary>Σ softplus(−|l|) + |l| σ(−|l|), in which nothing cancels.</summary>
    private static Tensor EntropyOf(Tensor size, int eventAxes) => Shapes.SumLast(Numerics.Softplus(-size) + size * (-size).Sigmoid(), eventAxes);

    /// <inheritdoc/>
    protected override Distribution With(Func<Tensor, Tensor> map, int eventAxes) => new Bernoulli(map(Logits), eventAxes);
}
