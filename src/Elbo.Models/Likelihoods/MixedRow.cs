using Elbo.Probability;
using Elbo.Torch;

namespace Elbo.Models.Likelihoods;

/// <summary>
/// The row of a table, whose columns are independent and each of its own kind: log p(x) = Σ over numbers log N(x; μ, σ²) or Student-t + Σ over bits log Bernoulli + Σ over counts
/// log NegativeBinomial or Poisson + Σ over categorical columns log π of the category that is there. A missing cell adds log p(missing) and nothing else; a column without any of its categories, 0. Densities of numbers are those of the numbers
/// the row has: of standardised ones where it was standardised, which are log σ_column nats above those of the file's units.
/// </summary>
public sealed class MixedRow : Distribution, ICellsThatMiss
{
    private readonly MixedColumns columns;
    private readonly Tensor outputs;
    private readonly Tensor? spread, freedom, size;

    /// <param name="outputs">In the order of <paramref name="columns"/> […, D]: locations of numbers, log-odds of bits, logarithms of the means of counts, logits of categories.</param>
    /// <param name="logVariance">log σ², or 2 log s, of the numbers; null where there are none.</param>
    /// <param name="freedom">ν of a Student-t; null for normal distributions.</param>
    /// <param name="logSize">log r of negative binomial counts; null for Poisson counts.</param>
    public MixedRow(MixedColumns columns, Tensor outputs, Tensor? logVariance, Tensor? freedom, Tensor? logSize, int eventAxes = 1) : base(outputs.Shape, eventAxes, outputs.DType, outputs.Device) =>
        (this.columns, this.outputs, spread, this.freedom, size) = (columns, outputs, logVariance, freedom, logSize);

    /// <summary>Real numbers: those of bits, counts and categories are real as well in a row.</summary>
    public override Support Support => Support.Real;

    /// <summary>True: the numbers of a categorical column share its log-mass, as the one that is 1 has it.</summary>
    /// <inheritdoc/>
    public override bool HasIndependentElements => true;

    private Distribution? Numbers => columns.Numbers == 0 ? null : freedom is null ? Normal.FromLogVariance(Part(0, columns.Numbers), spread!, 0)
        : new StudentT(freedom, Part(0, columns.Numbers), spread! * 0.5, 0);

    private Bernoulli? Bits => columns.Bits == 0 ? null : new(Part(columns.Numbers, columns.Bits), 0);

    private Distribution? Counts => columns.Counts == 0 ? null : size is null ? new Poisson(Part(columns.Numbers + columns.Bits, columns.Counts), 0)
        : new NegativeBinomial(Part(columns.Numbers + columns.Bits, columns.Counts), size, 0);

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x)
    {
        CheckEvent(x);
        var parts = Parts(columns.Arrange(x));
        if (EventAxes == 0) return columns.Restore(Ops.Cat([.. parts], -1));
        Tensor? sum = null;
        foreach (var part in parts) sum = sum is null ? part.Sum([-1]) : sum + part.Sum([-1]);
        return sum!;
    }

    /// <inheritdoc/>
    public override Drawn Draw(NoiseStream noise, params ReadOnlySpan<long> sampleShape)
    {
        using var off = Gradients.Off();
        var parts = new List<Tensor>();
        if (Numbers is { } numbers) parts.Add(numbers.Draw(noise, sampleShape).Value);
        if (Bits is { } bits) parts.Add(columns.FromBits(bits.Draw(noise, sampleShape).Value));
        if (Counts is { } counts) parts.Add(columns.FromCounts(counts.Draw(noise, sampleShape).Value));
        foreach (var (logits, categories) in Groups())
        {
            var chosen = new Categorical(logits).Draw(noise, sampleShape).Value;
            parts.Add(chosen.OneHot(categories).To(DType).Flatten(-2));
        }

        return new(columns.Restore(columns.Blank(Ops.Cat([.. parts], -1))), this, null);
    }

    /// <summary>Locations of numbers, means of counts, probabilities of bits and categories, as the row writes them.</summary>
    /// <inheritdoc/>
    public override Tensor? Location()
    {
        var parts = new List<Tensor>();
        if (columns.Numbers > 0) parts.Add(Part(0, columns.Numbers));
        if (Bits is { } bits) parts.Add(columns.FromBits(bits.Mean()));
        if (Counts is { } counts) parts.Add(columns.FromCounts(counts.Location()!));
        parts.AddRange(Groups().Select(g => g.Logits.Softmax(-1).Flatten(-2)));
        return columns.Restore(Ops.Cat([.. parts], -1));
    }

    /// <inheritdoc/>
    public override Distribution Detached() => new MixedRow(columns, outputs.Detach(), spread?.Detach(), freedom?.Detach(), size?.Detach(), EventAxes);

    /// <inheritdoc/>
    public override Distribution Elements() => EventAxes == 0 ? this : new MixedRow(columns, outputs, spread, freedom, size, 0);

    /// <inheritdoc/>
    public Distribution Complete() => new MixedRow(columns, columns.WithoutMarks(outputs), spread, freedom, size, EventAxes);

    /// <summary>Log-probabilities of the numbers of each part, side by side in the order of the columns, […, D].</summary>
    private List<Tensor> Parts(Tensor x)
    {
        var parts = new List<Tensor>();
        var count = columns.Cells;
        var present = columns.HasGuards && count > 0 ? columns.Present(x) : null;
        if (Numbers is { } numbers) parts.Add(Kept(numbers.LogProb(x.Narrow(-1, 0, columns.Numbers)), present?.Narrow(-1, 0, columns.Numbers)));
        if (Bits is { } bits) parts.Add(Kept(bits.LogProb(columns.ToBits(x.Narrow(-1, columns.Numbers, columns.Bits))), present?.Narrow(-1, columns.Numbers, columns.Bits)));
        if (Counts is { } counts)
        {
            // What stands for a count in f32 is off by a small part of 1.
            var own = columns.ToCounts(x.Narrow(-1, columns.Numbers + columns.Bits, columns.Counts)).Round().ClampMin(0);
            parts.Add(Kept(counts.LogProb(own), present?.Narrow(-1, columns.Numbers + columns.Bits, columns.Counts)));
        }

        foreach (var (logits, categories) in Groups())
        {
            var own = x.Narrow(-1, count, logits.Size(-2) * categories);
            parts.Add(logits.LogSoftmax(-1).Flatten(-2) * own);
            count += checked((int)(logits.Size(-2) * categories));
        }

        return parts;

        static Tensor Kept(Tensor logs, Tensor? present) => present is null ? logs : logs * present;
    }

    /// <summary>Logits […, columns, K] of the columns of K categories each.</summary>
    private IEnumerable<(Tensor Logits, int Categories)> Groups()
    {
        var start = columns.Cells;
        foreach (var (categories, count) in columns.Groups)
        {
            yield return (Part(start, count * categories).Reshape([.. outputs.Shape[..^1], count, categories]), categories);
            start += count * categories;
        }
    }

    private Tensor Part(int start, int length) => outputs.Narrow(-1, start, length);
}
