using Elbo.Data;
using Elbo.Torch;

namespace Elbo.Models.Likelihoods;

/// <summary>
/// Which of the D numbers of a table's row are real numbers, bits, counts, and categories of one column. A mixed likelihood has them in this order: numbers, bits, counts, categories, columns of
/// as many categories next to each other.
/// </summary>
public sealed class MixedColumns
{
    private readonly long[] order, inverse, guards;
    private readonly float[] guarded, marked, fills, scales, shifts;

    private MixedColumns(IReadOnlyList<Place> numbers, IReadOnlyList<Place> bits, IReadOnlyList<Place> counts, IReadOnlyList<Place[]> groups)
    {
        (Numbers, Bits, Counts) = (numbers.Count, bits.Count, counts.Count);
        Groups = [.. groups.GroupBy(g => g.Length).OrderBy(g => g.Key).Select(g => (g.Key, g.Count()))];
        Place[] wholes = [.. bits, .. counts], places = [.. numbers, .. wholes, .. groups.OrderBy(g => g.Length).SelectMany(g => g)];
        order = [.. places.Select(p => (long)p.Index)];
        inverse = new long[order.Length];
        for (var k = 0; k < order.Length; k++) inverse[order[k]] = k;
        guards = [.. places.Select(p => p.Guard is { } guard ? inverse[guard] : 0)];
        guarded = [.. places.Select(p => p.Guard is null ? 0f : 1)];
        marked = [.. places.Select(p => p.IsMark ? 1f : 0)];
        (fills, scales, shifts) = ([.. places.Select(p => p.Fill)], [.. wholes.Select(p => p.Scale)], [.. wholes.Select(p => p.Shift)]);
    }

    /// <summary>Real numbers, which come first.</summary>
    public int Numbers { get; }

    /// <summary>Bits, which follow.</summary>
    public int Bits { get; }

    /// <summary>Counts, which follow these.</summary>
    public int Counts { get; }

    /// <summary>Numbers, bits and counts: what comes before the categories.</summary>
    public int Cells => Numbers + Bits + Counts;

    /// <summary>Categories K of a column and how many columns have so many; ascending.</summary>
    public IReadOnlyList<(int Categories, int Columns)> Groups { get; }

    /// <summary>D.</summary>
    public int Dimensions => order.Length;

    /// <summary>Whether cells can be missing.</summary>
    public bool HasGuards => guarded.Contains(1);

    /// <param name="encoding">Of the rows.</param>
    /// <param name="dimensions">Which of their numbers it is about; null for all. Of a column's categories the others are given: x is none of these where it is one of those.</param>
    public static MixedColumns Of(TableEncoding encoding, IReadOnlyList<int>? dimensions = null)
    {
        var kept = new Dictionary<int, int>();
        foreach (var d in dimensions ?? [.. Enumerable.Range(0, encoding.Width)]) kept.Add(d, kept.Count);
        var (numbers, bits, counts, groups, start) = (new List<Place>(), new List<Place>(), new List<Place>(), new List<Place[]>(), 0);
        foreach (var column in encoding.Columns)
        {
            var values = column.Width - (column.Indicator ? 1 : 0);
            int? guard = column.Indicator && kept.TryGetValue(start + values, out var place) ? place : null;
            Place[] own = [.. Enumerable.Range(start, values).Where(kept.ContainsKey).Select(d => new Place(kept[d], guard))];
            if (column.Kind == ColumnKind.Categorical)
            {
                if (own.Length > 0) groups.Add(own);
            }
            else if (column.Values is ColumnValues.Binary or ColumnValues.Count)
            {
                var (scale, shift) = encoding.Standardised ? ((float)column.Deviation, (float)column.Mean) : (1f, 0f);
                (column.Values == ColumnValues.Binary ? bits : counts).AddRange(own.Select(p => p with { Fill = encoding.Standardised ? 0 : (float)column.Mean, Scale = scale, Shift = shift }));
            }
            else
            {
                // The first number of a date is its day, the others are on a circle, in whose middle a missing one is.
                numbers.AddRange(own.Select(p => p with { Fill = encoding.Standardised || p.Index != kept.GetValueOrDefault(start, -1) ? 0 : (float)column.Mean }));
            }

            if (guard is { } indicator) bits.Add(new(indicator, null) { IsMark = true });
            start += column.Width;
        }

        return new(numbers, bits, counts, groups);
    }

    /// <summary>From the order of the row to that of the likelihood, [… , D].</summary>
    public Tensor Arrange(Tensor row) => row.IndexSelect(-1, Tensor.From(order).To(row.Device, DType.I64));

    /// <summary>Back to the order of the row.</summary>
    public Tensor Restore(Tensor arranged) => arranged.IndexSelect(-1, Tensor.From(inverse).To(arranged.Device, DType.I64));

    /// <summary>1 where the cell of a number, bit or count is there and 0 where the row says that it is missing, [… , Cells].</summary>
    /// <param name="arranged">[… , D].</param>
    public Tensor Present(Tensor arranged) => 1 - Absent(arranged, Cells);

    /// <summary>Rows in which what is missing has the value that stands for it.</summary>
    /// <param name="arranged">[… , D].</param>
    public Tensor Blank(Tensor arranged)
    {
        if (!HasGuards) return arranged;
        var absent = Absent(arranged, Dimensions);
        return arranged * (1 - absent) + absent * Like(fills, arranged);
    }

    /// <summary>Outputs under which no cell is ever missing.</summary>
    /// <param name="outputs">Arranged, with log-odds of bits.</param>
    public Tensor WithoutMarks(Tensor outputs)
    {
        const double Never = 1e4;
        return outputs - (Like(marked, outputs) * Never);
    }

    /// <summary>Bits 0 and 1 of the numbers that stand for them, [… , Bits].</summary>
    public Tensor ToBits(Tensor numbers) => (numbers * Like(scales[..Bits], numbers)) + Like(shifts[..Bits], numbers);

    /// <summary>The numbers that stand for bits, or for their probabilities.</summary>
    public Tensor FromBits(Tensor bits) => (bits - Like(shifts[..Bits], bits)) / Like(scales[..Bits], bits);

    /// <summary>Counts 0, 1, 2 … of the numbers that stand for them, or means of them as they are, [… , Counts].</summary>
    public Tensor ToCounts(Tensor numbers) => (numbers * Like(scales[Bits..], numbers)) + Like(shifts[Bits..], numbers);

    /// <summary>The numbers that stand for counts, or for their means.</summary>
    public Tensor FromCounts(Tensor counts) => (counts - Like(shifts[Bits..], counts)) / Like(scales[Bits..], counts);

    /// <summary>Standard deviations of counts, of those of the numbers that stand for them.</summary>
    public Tensor CountDeviations(Tensor deviations) => deviations * Like(scales[Bits..], deviations);

    /// <summary>1 where one of the first numbers is of a cell that the row says is missing, [… , count].</summary>
    private Tensor Absent(Tensor arranged, int count) => arranged.IndexSelect(-1, Tensor.From(guards[..count]).To(arranged.Device, DType.I64)) * Like(guarded[..count], arranged);

    private static Tensor Like(float[] values, Tensor other) => Tensor.From(values).To(other.Device, other.DType);

    /// <summary>One of the D numbers.</summary>
    /// <param name="Index">In the row.</param>
    /// <param name="Guard">Index of the number that is 1 where this one is missing; null where there is none.</param>
    private readonly record struct Place(int Index, int? Guard)
    {
        /// <summary>Whether it says that others are missing.</summary>
        public bool IsMark { get; init; }

        /// <summary>What stands for a missing one.</summary>
        public float Fill { get; init; }

        /// <summary>Of a bit or count b that is written (b − shift)/scale.</summary>
        public float Scale { get; init; } = 1;

        public float Shift { get; init; }
    }
}
