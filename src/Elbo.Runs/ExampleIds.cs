using System.Globalization;
using Elbo.Data;

namespace Elbo.Runs;

/// <summary>Who the examples of a split are: what they are called and their class, as the data has them.</summary>
/// <param name="Indices">Of each among all examples of the split, from 0.</param>
/// <param name="NamesAre">Head of the column of names, e.g. <c>file</c>; null where there are none.</param>
/// <param name="Names">One for each example; null where there are none.</param>
/// <param name="Labels">Class of each by name, by number where classes have none, empty where it is not known; null for data without labels.</param>
public sealed record ExampleIds(IReadOnlyList<long> Indices, string? NamesAre, IReadOnlyList<string>? Names, IReadOnlyList<string>? Labels)
{
    /// <param name="count">Of the first examples of the split.</param>
    /// <param name="labels">Their class numbers; null for data without labels.</param>
    public static ExampleIds Of(IDataset data, Split split, int count, IReadOnlyList<long>? labels) => new(
        [.. Enumerable.Range(0, count).Select(n => data is SelectedDataset some ? some.IndexOf(split, n) : n)], (data as INamedExamples)?.NamesAre, NamesOf(data, split, count), labels is null ? null : [.. labels.Select(l => ClassOf(data.Info, l))]);

    /// <summary>Columns of a table: index, name and class of the examples, the latter two where there are some.</summary>
    /// <param name="index">Head of the first.</param>
    /// <param name="rows">Which examples, by their place here, or nodes of a graph, which have no indices.</param>
    /// <param name="prefix">Before the heads of names and classes.</param>
    public IEnumerable<OutputColumn> Columns(string index, IReadOnlyList<int> rows, string prefix = "")
    {
        yield return new(index, [.. rows.Select(IndexOf)]);
        if (Names is not null) yield return new(prefix + NamesAre, [.. rows.Select(row => Names[row])]);
        if (Labels is not null) yield return new(prefix + "class", [.. rows.Select(row => Labels[row])]);
    }

    /// <summary>Number of an example among all of its split.</summary>
    public long IndexOf(int row) => row < Indices.Count ? Indices[row] : row;

    /// <summary>A class as people call it.</summary>
    public static string ClassOf(DatasetInfo info, long label) =>
        label < 0 ? "" : label < info.ClassNames.Count ? info.ClassNames[(int)label] : label.ToString(CultureInfo.InvariantCulture);

    private static IReadOnlyList<string>? NamesOf(IDataset data, Split split, int count) =>
        data is INamedExamples { NamesAre: not null } named ? [.. Enumerable.Range(0, count).Select(n => named.NameOf(split, n) ?? "")] : null;
}
