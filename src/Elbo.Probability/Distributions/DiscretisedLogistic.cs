using Elbo.Torch;
using Elbo.Torch.Portable;

namespace Elbo.Probability;

/// <summary>
/// Logistic distribution with mean μ and scale s &gt; 0, read off on the grey values k/(L − 1) of [0, 1]: each carries the mass of the
/// bin of width 1/(L − 1) around it, the outermost bins reach to ±∞ (Kingma et al., arXiv 1606.04934; Salimans et al.,
/// arXiv 1701.05517). The scale is kept as log s.
/// </summary>
public sealed class DiscretisedLogistic : IndependentDistribution, IHasCdf, IHasNumberCdf
{
    private const double LeastWidth = 1e-30;

    private const double GridRounding = 1e-3;

    /// <param name="mu">μ in the units of x, <c>[batch…, event…]</c>.</param>
    /// <param name="logScale">log s, any real; broadcasts with <paramref name="mu"/>.</param>
    /// <param name="levels">L ≥ 2, 256 for 8-bit images.</param>
    /// <param name="eventAxes">How many of the last axes form one event.</param>
    public DiscretisedLogistic(Tensor mu, Tensor logScale, int levels = 256, int eventAxes = 1)
        : base(Shapes.Broadcast(mu, logScale), eventAxes, mu.DType, mu.Device)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(levels, 2);
        (Mu, LogScale, Levels) = (mu, logScale, levels);
    }

    /// <summary>μ as given, before broadcasting.</summary>
    public Tensor Mu { get; }

    /// <summary>log s as given, before broadcasting.</summary>
    public Tensor LogScale { get; }

    /// <summary>L.</summary>
    public int Levels { get; }

    /// <inheritdoc/>
    public override Support Support => Support.Grid(Levels);

    /// <summary>μ, moved into [0, 1].</summary>
    /// <inheritdoc/>
    public override Tensor? Location() => Stretch(Mu.Clamp(0, 1));

    /// <param name="x">Grey values k/(L − 1).</param>
    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x)
    {
        CheckEvent(x);
        return LogMass(x, Mu, LogScale, Levels, EventAxes);
    }

    /// <summary>The logistic distribution function at the upper end of the bin of x; between grey values that of the one below.</summary>
    /// <inheritdoc/>
    public Tensor Cdf(Tensor x)
    {
        // Values of the grid are rounded to either side of it.
        var bin = (x * (Levels - 1) + GridRounding).Floor();
        var upper = ((bin + 0.5) / (Levels - 1) - Mu) * (-LogScale).Exp();
        return upper.Sigmoid().MaskedFill(bin.Lt(0), 0).MaskedFill(bin.Ge(Levels - 1), 1);
    }

    /// <summary>μ + s log(p/(1 − p)), moved to the nearest grey value; without gradient.</summary>
    /// <inheritdoc/>
    public Tensor Quantile(Tensor p)
    {
        using var off = Gradients.Off();
        var value = Mu.Addcmul(LogScale.Exp(), p.Log() - (-p).Log1p());
        return (value.Clamp(0, 1) * (Levels - 1)).Round() / (Levels - 1);
    }

    /// <inheritdoc/>
    public override Drawn Draw(NoiseStream noise, params ReadOnlySpan<long> sampleShape) => new(Quantile(noise.Uniform(DrawShape(sampleShape), Device, DType)), this, null);

    /// <inheritdoc/>
    int? IHasNumberCdf.Levels => Levels;

    /// <inheritdoc/>
    public NumberCdf Numbers()
    {
        var (mu, precision) = (Shapes.ToDoubles(Stretch(Mu)), Shapes.ToDoubles(Stretch((-LogScale).Exp())));
        return new(mu.Length, (n, k) => k <= 0 ? 0 : k >= Levels ? 1 : PortableMath.Sigmoid((((k - 0.5) / (Levels - 1)) - mu[n]) * precision[n]));
    }

    /// <summary>
    /// With b and a the standardised ends of the bin and δ = b − a: log(σ(b) − σ(a)) = log σ(b) + log σ(−a) + log(1 − e^(−δ)), a sum
    /// without cancellation. The bottom bin keeps the first term alone, the top bin the second.
    /// </summary>
    private static Tensor LogMass(Tensor x, Tensor mu, Tensor logScale, int levels, int eventAxes)
    {
        var half = 0.5 / (levels - 1);
        var precision = (-logScale).Exp();
        var fromBottom = x.Gt(half).To(mu.DType);
        var fromTop = x.Lt(1 - half).To(mu.DType);
        var below = Numerics.Softplus((mu - x - half) * precision) * fromTop;
        var above = Numerics.Softplus((x - half - mu) * precision) * fromBottom;
        // Where δ would vanish in f32, log(1 − e^(−δ)) = log δ goes on as a straight line in log s.
        var beyond = (Math.Log(2 * half / LeastWidth) - logScale).ClampMax(0);
        var width = ((-(precision * (-2 * half)).ClampMax(-LeastWidth).Expm1()).Log() + beyond) * (fromBottom * fromTop);
        return Shapes.SumLast(width - below - above, eventAxes);
    }

    /// <inheritdoc/>
    protected override Distribution With(Func<Tensor, Tensor> map, int eventAxes) => new DiscretisedLogistic(map(Mu), map(LogScale), Levels, eventAxes);
}
