using Elbo.Torch;

namespace Elbo.Probability;

/// <summary>Poisson distribution of independent counts x = 0, 1, 2, …: mass λ^x e^(−λ) / x!, rate λ &gt; 0, which is mean and variance. The rate is kept as log λ.</summary>
public sealed class Poisson : IndependentDistribution, IHasMean, IHasVariance
{
    /// <param name="logRate">log λ, any real, <c>[batch…, event…]</c>.</param>
    /// <param name="eventAxes">How many of the last axes form one event.</param>
    public Poisson(Tensor logRate, int eventAxes = 1) : base(logRate.Shape, eventAxes, logRate.DType, logRate.Device) => LogRate = logRate;

    /// <summary>log λ, any real, as given.</summary>
    public Tensor LogRate { get; }

    /// <summary>Whole numbers from 0 on.</summary>
    public override Support Support => Support.Counts;

    /// <inheritdoc/>
    public override Tensor? Location() => Mean();

    /// <summary>λ.</summary>
    /// <inheritdoc/>
    public Tensor Mean() => LogRate.Exp();

    /// <summary>λ.</summary>
    /// <inheritdoc/>
    public Tensor Variance() => LogRate.Exp();

    /// <summary>Σ x log λ − λ − log x!.</summary>
    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x)
    {
        CheckEvent(x);
        var (counts, logRate) = (Numerics.Wide(x), Numerics.Wide(LogRate));
        return Round(Shapes.SumLast(counts * logRate - logRate.Exp() - (counts + 1).Lgamma(), EventAxes), x);
    }

    /// <inheritdoc/>
    public override Drawn Draw(NoiseStream noise, params ReadOnlySpan<long> sampleShape)
    {
        using var off = Gradients.Off();
        return new(CountDraws.Of(LogRate.Expand(DrawShape(sampleShape)), noise), this, null);
    }

    /// <inheritdoc/>
    protected override Distribution With(Func<Tensor, Tensor> map, int eventAxes) => new Poisson(map(LogRate), eventAxes);
}
