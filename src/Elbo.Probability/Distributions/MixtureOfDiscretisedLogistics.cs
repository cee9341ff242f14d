using Elbo.Torch;

namespace Elbo.Probability;

/// <summary>
/// Mixture of K discretised logistic distributions for each element on the grey values k/(L − 1) of [0, 1] (Salimans et al., arXiv 1701.05517,
/// eq. 2, without its coupling of colours): weights softmax(l), means μ real, scales s &gt; 0 kept as log s.
/// </summary>
public sealed class MixtureOfDiscretisedLogistics : IndependentDistribution
{
    private readonly DiscretisedLogistic components;

    /// <param name="logits">l, any real, <c>[batch…, event…, K]</c>, up to a constant per row.</param>
    /// <param name="mu">μ in the units of x; broadcasts with <paramref name="logits"/>.</param>
    /// <param name="logScale">log s, any real; broadcasts with <paramref name="logits"/>.</param>
    /// <param name="levels">L ≥ 2, 256 for 8-bit images.</param>
    /// <param name="eventAxes">How many of the last axes before K form one event.</param>
    /// <exception cref="ArgumentException">There is no last axis K.</exception>
    public MixtureOfDiscretisedLogistics(Tensor logits, Tensor mu, Tensor logScale, int levels = 256, int eventAxes = 1)
        : base(RowsOf(logits, mu, logScale), eventAxes, mu.DType, mu.Device)
    {
        components = new DiscretisedLogistic(mu, logScale, levels, 0);
        Logits = logits;
    }

    /// <summary>l as given.</summary>
    public Tensor Logits { get; }

    /// <summary>μ as given.</summary>
    public Tensor Mu => components.Mu;

    /// <summary>log s as given.</summary>
    public Tensor LogScale => components.LogScale;

    /// <summary>L.</summary>
    public int Levels => components.Levels;

    /// <inheritdoc/>
    public override Support Support => components.Support;

    /// <summary>Σ_k π_k μ_k, each μ_k moved into [0, 1].</summary>
    /// <inheritdoc/>
    public override Tensor? Location() => (Logits.Softmax(-1) * Mu.Clamp(0, 1)).Sum([-1]);

    /// <summary>Σ log Σ_k π_k P_k(x).</summary>
    /// <param name="x">Grey values k/(L − 1), without the axis K.</param>
    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x)
    {
        CheckEvent(x);
        return SumEvent((Logits.LogSoftmax(-1) + components.LogProb(x.Unsqueeze(-1))).Logsumexp([-1]));
    }

    /// <summary>A component, then a draw from it alone.</summary>
    /// <inheritdoc/>
    public override Drawn Draw(NoiseStream noise, params ReadOnlySpan<long> sampleShape)
    {
        using var off = Gradients.Off();
        long[] shape = DrawShape(sampleShape), table = [.. shape, Shapes.Broadcast(Logits.Shape, components.Shape)[^1]];
        var choice = new Categorical(Logits.Expand([.. Shape, table[^1]])).Draw(noise, sampleShape).Value.Unsqueeze(-1);
        var chosen = new DiscretisedLogistic(Pick(Mu), Pick(LogScale), Levels, EventAxes);
        return new(chosen.Draw(noise).Value, this, null);

        Tensor Pick(Tensor parameter) => parameter.Expand(table).Gather(-1, choice).Squeeze(-1);
    }

    private static long[] RowsOf(Tensor logits, Tensor mu, Tensor logScale)
    {
        var shape = Shapes.Broadcast(logits.Shape, Shapes.Broadcast(mu, logScale));
        return shape.Length > 0 ? shape[..^1] : throw new ArgumentException("the parameters of a mixture need a last axis of K components", nameof(logits));
    }

    /// <inheritdoc/>
    protected override Distribution With(Func<Tensor, Tensor> map, int eventAxes) => new MixtureOfDiscretisedLogistics(map(Logits), map(Mu), map(LogScale), Levels, eventAxes);
}
