using Elbo.Torch;

namespace Elbo.Probability;

/// <summary>
/// Erlang distribution of independent elements x ≥ 0, the sum of k exponential ones: whole shape k ≥ 1, rate λ &gt; 0, density
/// λ^k x^(k−1) e^(−λx) / (k−1)!. The memory of a draw grows with k; for large or fractional shapes there is <see cref="Gamma"/>.
/// </summary>
public sealed class Erlang : ElementwiseDistribution, IHasMean, IHasVariance, IHasEntropy
{
    /// <param name="count">k ≥ 1.</param>
    /// <param name="rate">λ &gt; 0 (not checked: a check would read the device), <c>[batch…, event…]</c>.</param>
    /// <param name="eventAxes">How many of the last axes form one event.</param>
    public Erlang(int count, Tensor rate, int eventAxes = 1) : base(rate.Shape, eventAxes, rate.DType, rate.Device)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        (Count, Rate) = (count, rate);
    }

    /// <summary>k.</summary>
    public int Count { get; }

    /// <summary>λ, as given.</summary>
    public Tensor Rate { get; }

    /// <inheritdoc/>
    public override Support Support => Support.Positive;

    /// <inheritdoc/>
    public override Tensor? Location() => Mean();

    /// <summary>k / λ.</summary>
    /// <inheritdoc/>
    public Tensor Mean() => Count / Rate;

    /// <summary>k / λ².</summary>
    /// <inheritdoc/>
    public Tensor Variance() => Count / Rate.Square();

    /// <summary>Σ k − log λ + log (k−1)! + (1 − k) ψ(k).</summary>
    /// <inheritdoc/>
    public Tensor Entropy() => SumEvent(Count + LogFactorial() + (1 - Count) * Digamma() - Rate.Log());

    /// <summary>−Σ log(u_i) / λ over k uniform draws (arXiv 1312.6114, §2.4).</summary>
    protected override Tensor MapNoise(NoiseStream noise, ReadOnlySpan<long> shape)
    {
        var u = noise.Uniform([.. shape, Count], Device, DType);
        return -u.Log().Sum([-1]) / Rate;
    }

    /// <summary>k log λ + (k − 1) log x − λ x − log (k−1)!.</summary>
    protected override Tensor LogDensity(Tensor x)
    {
        var density = Rate.Log() * Count - Rate * x - LogFactorial();
        // 0 · log 0 is 0: with k = 1 the density is finite at 0.
        return Only(x.Ge(0), Count == 1 ? density : density + x.Log() * (Count - 1));
    }

    private double LogFactorial()
    {
        var sum = 0.0;
        for (var k = 2; k < Count; k++) sum += Math.Log(k);
        return sum;
    }

    /// <summary>ψ(k) = −γ + Σ_(i&lt;k) 1/i.</summary>
    private double Digamma()
    {
        var sum = -Numerics.EulerGamma;
        for (var k = 1; k < Count; k++) sum += 1.0 / k;
        return sum;
    }

    /// <inheritdoc/>
    protected override Distribution With(Func<Tensor, Tensor> map, int eventAxes) => new Erlang(Count, map(Rate), eventAxes);
}
