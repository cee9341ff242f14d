using Elbo.Torch;

namespace Elbo.Models.Quantizers;

/// <summary>What a quantiser made of a batch.</summary>
/// <param name="Vectors">[…, D]: the value is the quantised vector, the gradient goes on to the encoder by the quantiser's estimator.</param>
/// <param name="Codes">[…, G], I64; −1 where a residual stage was dropped.</param>
/// <param name="Terms">What the quantiser wants added to the objective; none for some.</param>
/// <param name="Levels">Values that each of the G codes can take.</param>
public sealed record Quantized(Tensor Vectors, Tensor Codes, IReadOnlyList<QuantizerTerm> Terms, IReadOnlyList<int> Levels)
{
    /// <summary>Σ weight · term, reduced over positions: [B], zeros where there is no term.</summary>
    /// <param name="scale">Further factor of the terms that are means over positions; those in nats are part of a bound and stay as they are.</param>
    public Tensor Objective(double scale = 1)
    {
        Tensor? total = null;
        foreach (var term in Terms)
        {
            var weight = term.WeightAt(scale);
            if (weight == 0) continue;
            var part = term.PerExample() * weight;
            total = total is null ? part : total + part;
        }
        return total ?? Tensor.Zeros(Vectors.Shape[..1], Vectors.DType, Vectors.Device);
    }

    /// <summary>The terms by name, [B] each, with their weights in <see cref="Objective"/> beside them.</summary>
    /// <param name="scale">As there.</param>
    public IReadOnlyList<LossTerm> LossTerms(double scale = 1) => [.. Terms.Select(t => new LossTerm(t.Name, t.PerExample(), t.Unit, t.WeightAt(scale)))];

    /// <summary><c>perplexity</c> [B], that of the batch averaged over the codes of a place, for logs.</summary>
    public LossTerm PerplexityTerm() => new("perplexity", Tensor.Full(Vectors.Shape[..1], Perplexity().Average(), DType.F32, Vectors.Device), Unit.Count);

    /// <summary>Perplexity of the codes of this batch, one per group in [1, levels]; a batch with few positions shows fewer codes than there are in use.</summary>
    public double[] Perplexity() => CodeUsage.BatchPerplexity(Codes, Levels);
}

/// <summary>A named part of a quantiser's objective.</summary>
/// <param name="Name">Lower case: <c>codebook</c>, <c>commitment</c>, <c>entropy</c>, <c>diversity</c>, <c>kl</c>.</param>
/// <param name="PerPosition">
/// […], one number per position, summed over the D elements of its vector as in the paper. Sonnet averages over D instead: its loss is
/// reached with weights divided by D.
/// </param>
/// <param name="Weight">Factor in the objective.</param>
/// <param name="Reduction">How the positions of an example come together.</param>
/// <param name="Unit">Distances unless said otherwise.</param>
public sealed record QuantizerTerm(string Name, Tensor PerPosition, double Weight, PositionReduction Reduction = PositionReduction.Mean, Unit Unit = Unit.SquaredDistance)
{
    /// <summary>Its factor in an objective whose means over positions are scaled; nats, which are part of a bound, are not.</summary>
    public double WeightAt(double scale) => Reduction == PositionReduction.Mean ? scale * Weight : Weight;

    /// <summary>[B], the axes of positions reduced.</summary>
    public Tensor PerExample()
    {
        if (PerPosition.Rank <= 1) return PerPosition;
        long[] axes = [.. Enumerable.Range(1, PerPosition.Rank - 1).Select(a => (long)a)];
        return Reduction == PositionReduction.Sum ? PerPosition.Sum(axes) : PerPosition.Mean(axes);
    }

    /// <summary>Adds up terms of the same kind, as the parts of a composed quantiser give them.</summary>
    internal static IReadOnlyList<QuantizerTerm> Merge(IEnumerable<QuantizerTerm> terms) =>
        [.. terms.GroupBy(t => (t.Name, t.Weight, t.Reduction)).Select(same =>
            same.First() with { PerPosition = same.Skip(1).Aggregate(same.First().PerPosition, (sum, t) => sum + t.PerPosition) })];
}

/// <summary>How a term of positions becomes one of examples.</summary>
public enum PositionReduction
{
    /// <summary>The codebook and commitment terms: averaged over the latents (van den Oord et al. 2017, eq. 3).</summary>
    Mean,

    /// <summary>A divergence in nats, which is part of a bound.</summary>
    Sum,
}
