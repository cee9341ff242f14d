using Elbo.Torch;

namespace Elbo.Probability;

/// <summary>Laplace distribution of independent elements, location μ real, scale b &gt; 0: density e^(−|x − μ| / b) / 2b. The scale is kept as log b.</summary>
public sealed class Laplace : InverseCdfDistribution, IHasMean, IHasVariance, IHasEntropy
{
    /// <param name="mu">Location, <c>[batch…, event…]</c>.</param>
    /// <param name="logScale">log b, any real; broadcasts with <paramref name="mu"/>.</param>
    /// <param name="eventAxes">How many of the last axes form one event.</param>
    public Laplace(Tensor mu, Tensor logScale, int eventAxes = 1) : base(Shapes.Broadcast(mu, logScale), eventAxes, mu.DType, mu.Device) =>
        (Mu, LogScale) = (mu, logScale);

    /// <summary>Location as given, before broadcasting.</summary>
    public Tensor Mu { get; }

    /// <summary>log b as given, before broadcasting.</summary>
    public Tensor LogScale { get; }

    /// <inheritdoc/>
    public override Support Support => Support.Real;

    /// <inheritdoc/>
    public override Tensor? Location() => Mean();

    /// <inheritdoc/>
    public Tensor Mean() => Stretch(Mu);

    /// <summary>2 b².</summary>
    /// <inheritdoc/>
    public Tensor Variance() => Stretch((LogScale * 2).Exp() * 2);

    /// <summary>Σ 1 + log 2b.</summary>
    /// <inheritdoc/>
    public Tensor Entropy() => SumEvent(Stretch(LogScale) + (1 + Math.Log(2)));

    /// <summary>½ e^(−|z|) below the location, mirrored above.</summary>
    /// <inheritdoc/>
    public override Tensor Cdf(Tensor x)
    {
        var z = (x - Mu) * (-LogScale).Exp();
        var tail = (-z.Abs()).Exp() * 0.5;
        return z.Gt(0).Where(1 - tail, tail);
    }

    /// <summary>μ − b sgn(p − ½) log(1 − 2|p − ½|) (arXiv 1312.6114, §2.4).</summary>
    /// <inheritdoc/>
    public override Tensor Quantile(Tensor p) => Mu.Addcmul(-LogScale.Exp(), (p - 0.5).Sign() * (p.Minimum(1 - p) * 2).Log());

    /// <summary>−|x − μ| / b − log 2b.</summary>
    protected override Tensor LogDensity(Tensor x) => -((x - Mu) * (-LogScale).Exp()).Abs() - LogScale - Math.Log(2);

    /// <inheritdoc/>
    protected override Distribution With(Func<Tensor, Tensor> map, int eventAxes) => new Laplace(map(Mu), map(LogScale), eventAxes);
}
