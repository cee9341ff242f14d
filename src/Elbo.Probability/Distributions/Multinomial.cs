using Elbo.Torch;

namespace Elbo.Probability;

/// <summary>
/// How often each of V words is among n that are drawn independently with probabilities softmax(l), l any real: x [V] with Σ x_v = n. Its log-mass is
/// that of the counts, log n!/Π x_v! + Σ x_v log π_v, or of the words in one given order, which is Σ x_v log π_v alone: what perplexities per word are made of.
/// </summary>
public sealed class Multinomial : Distribution, IHasMean, IHasVariance
{
    private readonly Tensor? totals;

    /// <param name="logits">l, <c>[batch…, V]</c>, up to a constant per row.</param>
    /// <param name="totals">n, whole numbers that broadcast with <c>[batch…]</c>: of draws and moments, as <see cref="LogProb"/> takes it from x. Null for 1.</param>
    /// <param name="ordered">Whether log-probabilities are those of the words in one order.</param>
    public Multinomial(Tensor logits, Tensor? totals = null, bool ordered = false)
        : base(logits.Shape, 1, logits.DType, logits.Device) => (Logits, this.totals, IsOrdered) = (logits, totals, ordered);

    /// <summary>l as given, <c>[batch…, V]</c>.</summary>
    public Tensor Logits { get; }

    /// <summary>Whether log-probabilities are those of the words in one order, without the coefficient n!/Π x_v!.</summary>
    public bool IsOrdered { get; }

    /// <summary>Whole numbers from 0 on.</summary>
    public override Support Support => Support.Counts;

    /// <inheritdoc/>
    public override Tensor? Location() => Mean();

    /// <summary>n π.</summary>
    /// <inheritdoc/>
    public Tensor Mean() => Times(Logits.Softmax(-1));

    /// <summary>n π (1 − π).</summary>
    /// <inheritdoc/>
    public Tensor Variance()
    {
        var share = Logits.Softmax(-1);
        return Times(share * (1 - share));
    }

    /// <summary>Of counts x, whose sum is n.</summary>
    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x)
    {
        CheckEvent(x);
        var inOrder = (Logits.LogSoftmax(-1) * x).Sum([-1]);
        if (IsOrdered) return inOrder;
        var counts = Numerics.Wide(x);
        return Round(inOrder + ((counts.Sum([-1]) + 1).Lgamma() - (counts + 1).Lgamma().Sum([-1])), x);
    }

    /// <summary>Word by word; its time grows with the greatest n.</summary>
    /// <inheritdoc/>
    public override Drawn Draw(NoiseStream noise, params ReadOnlySpan<long> sampleShape)
    {
        using var off = Gradients.Off();
        var most = totals is null ? 1 : (long)totals.Max().ToDouble();
        var words = new Categorical(Logits.Unsqueeze(-2).Expand([.. BatchShape, most, Logits.Size(-1)]), 1).Draw(noise, sampleShape).Value;
        var counted = totals is null ? Tensor.Ones([1], DType, Device) : Tensor.Arange(most, device: Device).Lt(totals.Unsqueeze(-1)).To(DType);
        return new(Tensor.Zeros(DrawShape(sampleShape), DType, Device).ScatterAddInPlace(-1, words, counted.Expand(words.Shape)), this, null);
    }

    /// <inheritdoc/>
    public override bool HasIndependentElements => false;

    /// <summary>Refused: its counts add up to n.</summary>
    /// <inheritdoc/>
    public override Distribution Elements() => throw new NotSupportedException($"the elements of {this} depend on one another: its counts add up to n");

    /// <inheritdoc/>
    public override Distribution Detached() => new Multinomial(Logits.Detach(), totals, IsOrdered);

    private Tensor Times(Tensor ofOneWord) => totals is null ? ofOneWord : ofOneWord * totals.To(DType).Unsqueeze(-1);
}
