using Elbo.Torch;

namespace Elbo.Probability;

/// <summary>
/// Negative binomial distribution of independent counts x = 0, 1, 2, …, a Poisson distribution whose rate is gamma-distributed: mean μ &gt; 0, size r &gt; 0, variance μ + μ²/r, mass
/// Γ(x + r) / (Γ(r) x!) (r / (r + μ))^r (μ / (r + μ))^x. For large r it is the Poisson distribution of rate μ. Both are kept as logarithms.
/// </summary>
public sealed class NegativeBinomial : IndependentDistribution, IHasMean, IHasVariance
{
    /// <param name="logMean">log μ, any real, <c>[batch…, event…]</c>.</param>
    /// <param name="logSize">log r, any real; broadcasts with <paramref name="logMean"/>.</param>
    /// <param name="eventAxes">How many of the last axes form one event.</param>
    public NegativeBinomial(Tensor logMean, Tensor logSize, int eventAxes = 1)
        : base(Shapes.Broadcast(logMean, logSize), eventAxes, logMean.DType, logMean.Device) => (LogMean, LogSize) = (logMean, logSize);

    /// <summary>log μ, any real, as given.</summary>
    public Tensor LogMean { get; }

    /// <summary>log r, any real, as given.</summary>
    public Tensor LogSize { get; }

    /// <summary>Whole numbers from 0 on.</summary>
    public override Support Support => Support.Counts;

    /// <inheritdoc/>
    public override Tensor? Location() => Mean();

    /// <summary>μ.</summary>
    /// <inheritdoc/>
    public Tensor Mean() => Stretch(LogMean).Exp();

    /// <summary>μ + μ²/r.</summary>
    /// <inheritdoc/>
    public Tensor Variance() => Stretch(LogMean.Exp() + (LogMean * 2 - LogSize).Exp());

    /// <summary>Σ log Γ(x + r) − log Γ(r) − log x! − r log(1 + μ/r) − x log(1 + r/μ).</summary>
    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x)
    {
        CheckEvent(x);
        var (counts, logSize) = (Numerics.Wide(x), Numerics.Wide(LogSize));
        var (size, odds) = (logSize.Exp(), Numerics.Wide(LogMean) - logSize);
        var mass = (counts + size).Lgamma() - size.Lgamma() - (counts + 1).Lgamma() - size * Numerics.Softplus(odds) - counts * Numerics.Softplus(-odds);
        return Round(Shapes.SumLast(mass, EventAxes), x);
    }

    /// <summary>A Poisson draw at a gamma draw.</summary>
    /// <inheritdoc/>
    public override Drawn Draw(NoiseStream noise, params ReadOnlySpan<long> sampleShape)
    {
        using var off = Gradients.Off();
        var shape = DrawShape(sampleShape);
        var rate = GammaDraws.LogStandard(LogSize.Exp().Expand(shape), noise) + (LogMean - LogSize);
        return new(CountDraws.Of(rate, noise), this, null);
    }

    /// <inheritdoc/>
    protected override Distribution With(Func<Tensor, Tensor> map, int eventAxes) => new NegativeBinomial(map(LogMean), map(LogSize), eventAxes);
}
