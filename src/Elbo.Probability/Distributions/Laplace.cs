using Elbo.Torch;

namespace Elbo.Probability;

/// <summary>Laplace distribution of independent elements, location μ real, scale b &gt; 0: density e^(−|x − μ| / b) / 2b. The scale is kept as log b.</summary>
public sealed class Laplace : IndependentDistribution, IReparameterised, IHasMean, IHasVariance, IHasEntropy
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

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x)
    {
        CheckEvent(x);
        return LogDensity(((x - Mu) * (-LogScale).Exp()).Abs(), LogScale, EventAxes);
    }

    /// <summary>μ − b sgn(u − ½) log(1 − 2|u − ½|), the inverse distribution function (arXiv 1312.6114, §2.4).</summary>
    /// <inheritdoc/>
    public override Drawn Draw(NoiseStream noise, params ReadOnlySpan<long> sampleShape)
    {
        var centred = noise.Uniform(DrawShape(sampleShape), Device, DType) - 0.5;
        var standard = -(centred.Sign() * (centred.Abs() * -2 + 1).Log());
        return new(Mu.Addcmul(LogScale.Exp(), standard), this, null);
    }

    /// <summary>−Σ u + log 2b for distances u = |x − μ| / b.</summary>
    private static Tensor LogDensity(Tensor u, Tensor logScale, int eventAxes) => -Shapes.SumLast(u + logScale + Math.Log(2), eventAxes);

    /// <inheritdoc/>
    protected override Distribution With(Func<Tensor, Tensor> map, int eventAxes) => new Laplace(map(Mu), map(LogScale), eventAxes);
}
