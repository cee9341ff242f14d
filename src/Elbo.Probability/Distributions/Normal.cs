using Elbo.Torch;
using Elbo.Torch.Fused;
using Elbo.Torch.Portable;

namespace Elbo.Probability;

/// <summary>
/// Normal distribution N(μ, σ²) of independent elements, μ real, σ &gt; 0. The spread is kept in the form it was given, log σ², log σ
/// or σ, and the factories say which, so that no logarithm of an exponential is ever taken.
/// </summary>
public sealed class Normal : IndependentDistribution, IReparameterised, IDensityOfNoise, IHasCdf, IHasMean, IHasVariance, IHasEntropy, IHasNumberCdf
{
    /// <summary>log 2π.</summary>
    internal const double LogTwoPi = 1.8378770664093454836;

    private readonly Tensor spread;
    private readonly Spread form;

    private Normal(Tensor mu, Tensor spread, Spread form, int eventAxes) : base(Shapes.Broadcast(mu, spread), eventAxes, mu.DType, mu.Device) =>
        (Mu, this.spread, this.form) = (mu, spread, form);

    private enum Spread
    {
        LogVariance,
        LogStd,
        Std,
    }

    /// <summary>From mean and log σ², the head of Kingma and Welling's encoder (arXiv 1312.6114, app. C).</summary>
    /// <param name="mu">Mean, <c>[batch…, event…]</c>.</param>
    /// <param name="logVar">log σ², any real; broadcasts with <paramref name="mu"/>.</param>
    public static Normal FromLogVariance(Tensor mu, Tensor logVar, int eventAxes = 1) => new(mu, logVar, Spread.LogVariance, eventAxes);

    /// <summary>From mean and log σ, the head of Burda et al. (arXiv 1509.00519).</summary>
    /// <param name="mu">Mean, <c>[batch…, event…]</c>.</param>
    /// <param name="logStd">log σ, any real; broadcasts with <paramref name="mu"/>.</param>
    public static Normal FromLogStd(Tensor mu, Tensor logStd, int eventAxes = 1) => new(mu, logStd, Spread.LogStd, eventAxes);

    /// <summary>From mean and standard deviation.</summary>
    /// <param name="mu">Mean, <c>[batch…, event…]</c>.</param>
    /// <param name="std">σ &gt; 0, not checked: a check would read the device. Broadcasts with <paramref name="mu"/>.</param>
    public static Normal FromStd(Tensor mu, Tensor std, int eventAxes = 1) => new(mu, std, Spread.Std, eventAxes);

    /// <summary>The mean as given, before broadcasting.</summary>
    public Tensor Mu { get; }

    /// <inheritdoc/>
    public override Support Support => Support.Real;

    /// <inheritdoc/>
    public override Tensor? Location() => Mean();

    /// <summary>σ, broadcastable to <see cref="Distribution.Shape"/>.</summary>
    public Tensor Std() => form switch
    {
        Spread.LogVariance => (spread * 0.5).Exp(),
        Spread.LogStd => spread.Exp(),
        _ => spread,
    };

    /// <summary>log σ², broadcastable to <see cref="Distribution.Shape"/>.</summary>
    public Tensor LogVariance() => form switch
    {
        Spread.LogVariance => spread,
        Spread.LogStd => spread * 2,
        _ => spread.Log() * 2,
    };

    /// <inheritdoc/>
    public Tensor Mean() => Stretch(Mu);

    /// <inheritdoc/>
    public Tensor Variance() => Stretch(form switch
    {
        Spread.LogVariance => spread.Exp(),
        Spread.LogStd => (spread * 2).Exp(),
        _ => spread.Square(),
    });

    /// <inheritdoc/>
    public Tensor Entropy() => SumEvent(Stretch(LogVariance()) * 0.5 + 0.5 * (1 + LogTwoPi));

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x)
    {
        CheckEvent(x);
        return LogDensity(Standardise(x), LogVariance(), EventAxes);
    }

    /// <summary>Φ((x − μ)/σ).</summary>
    /// <inheritdoc/>
    public Tensor Cdf(Tensor x) => Standardise(x).SpecialNdtr();

    /// <summary>μ + σ Φ⁻¹(p).</summary>
    /// <inheritdoc/>
    public Tensor Quantile(Tensor p) => Mu.Addcmul(Std(), p.SpecialNdtri());

    /// <inheritdoc/>
    public override Drawn Draw(NoiseStream noise, params ReadOnlySpan<long> sampleShape)
    {
        var eps = noise.Normal(DrawShape(sampleShape), Device, DType);
        return new(Reparameterise(eps), this, eps);
    }

    /// <summary>−½ Σ (ε² + log σ² + log 2π).</summary>
    /// <inheritdoc/>
    public Tensor LogProbOfNoise(Tensor eps) =>
        (Shapes.SumLast(eps.Square() + LogTwoPi, EventAxes) + SumEvent(Stretch(LogVariance()))) * -0.5;

    /// <summary>z = μ + σ ε for given noise (arXiv 1312.6114, §2.4): for a noise stream of one's own, or the same noise twice.</summary>
    /// <param name="eps">N(0, 1) draws, <c>[sample…, batch…, event…]</c>.</param>
    public Tensor Reparameterise(Tensor eps) => form == Spread.LogVariance && DType == DType.F32
        ? GaussianSample.Apply(Mu, spread, eps)
        : Mu.Addcmul(Std(), eps);

    /// <summary>Null.</summary>
    int? IHasNumberCdf.Levels => null;

    /// <inheritdoc/>
    public NumberCdf Numbers()
    {
        var (mean, std) = (Shapes.ToDoubles(Mean()), Shapes.ToDoubles(Stretch(Std())));
        return new(mean.Length, (n, x) => PortableMath.NormalCdf((x - mean[n]) / std[n]));
    }

    /// <summary>(x − μ) / σ. Half the logarithm goes into the exponential, so that 1/σ² cannot overflow before the distance is taken in.</summary>
    private Tensor Standardise(Tensor x) => form switch
    {
        Spread.LogVariance => (x - Mu) * (spread * -0.5).Exp(),
        Spread.LogStd => (x - Mu) * (-spread).Exp(),
        _ => (x - Mu) / spread,
    };

    /// <summary>−½ Σ (u² + log σ² + log 2π).</summary>
    private static Tensor LogDensity(Tensor u, Tensor logVar, int eventAxes) =>
        Shapes.SumLast(u.Square() + logVar + LogTwoPi, eventAxes) * -0.5;

    /// <inheritdoc/>
    protected override Distribution With(Func<Tensor, Tensor> map, int eventAxes) => new Normal(map(Mu), map(spread), form, eventAxes);
}
