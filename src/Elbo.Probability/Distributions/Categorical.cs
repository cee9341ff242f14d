using Elbo.Torch;

namespace Elbo.Probability;

/// <summary>Categorical distribution of independent indices 0 … K − 1 with probabilities softmax(l), l any real.</summary>
public sealed class Categorical : IndependentDistribution, IHasEntropy
{
    /// <param name="logits">l, <c>[batch…, event…, K]</c>, up to a constant per row; −∞ excludes a category.</param>
    /// <param name="eventAxes">How many of the last axes before K form one event.</param>
    public Categorical(Tensor logits, int eventAxes = 0) : base(RowsOf(logits), eventAxes, DType.I64, logits.Device) => Logits = logits;

    /// <summary>l as given, <c>[batch…, event…, K]</c>.</summary>
    public Tensor Logits { get; }

    /// <summary>K.</summary>
    public long Count => Logits.Size(-1);

    /// <inheritdoc/>
    public override Support Support => Support.Categories(Count);

    /// <summary>Null: an index is no point on a line.</summary>
    /// <inheritdoc/>
    public override Tensor? Location() => null;

    /// <summary>log π, <c>[batch…, event…, K]</c>, nats.</summary>
    public Tensor LogProbabilities() => Logits.LogSoftmax(-1);

    /// <inheritdoc/>
    public Tensor Entropy()
    {
        var logP = LogProbabilities();
        return SumEvent(-Numerics.Expectation(logP, logP));
    }

    /// <param name="x">Indices, i64 or whole numbers of another type.</param>
    /// <exception cref="TorchException">An index is outside 0 … K − 1.</exception>
    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x)
    {
        CheckEvent(x);
        return LogMass(x.DType == DType.I64 ? x : x.To(DType.I64), Logits, EventAxes);
    }

    /// <summary>By inversion: one uniform number for each index, i64.</summary>
    /// <inheritdoc/>
    public override Drawn Draw(NoiseStream noise, params ReadOnlySpan<long> sampleShape)
    {
        using var off = Gradients.Off();
        var shape = DrawShape(sampleShape);
        var rows = Logits.Count / Count;
        var cumulative = Logits.Softmax(-1).Cumsum(-1).Reshape([rows, Count]);
        // Rounding leaves the last sum a little off 1; u < 1 keeps its product with it below it, so that no excluded category is drawn.
        var u = noise.Uniform(shape, Device, Logits.DType).Reshape([-1, rows]).T() * cumulative.Narrow(-1, Count - 1, 1);
        return new(cumulative.Searchsorted(u.Contiguous(), right: true).ClampMax(Count - 1).T().Reshape(shape), this, null);
    }

    private static ReadOnlySpan<long> RowsOf(Tensor logits) =>
        logits.Rank > 0 ? logits.Shape[..^1] : throw new ArgumentException("logits need a last axis of K categories", nameof(logits));

    private static Tensor LogMass(Tensor x, Tensor logits, int eventAxes)
    {
        var shape = Shapes.Broadcast(x.Shape, logits.Shape[..^1]);
        var table = logits.LogSoftmax(-1).Expand([.. shape, logits.Size(-1)]);
        return Shapes.SumLast(table.Gather(-1, x.Expand(shape).Unsqueeze(-1)).Squeeze(-1), eventAxes);
    }

    /// <inheritdoc/>
    protected override Distribution With(Func<Tensor, Tensor> map, int eventAxes) => new Categorical(map(Logits), eventAxes);
}
