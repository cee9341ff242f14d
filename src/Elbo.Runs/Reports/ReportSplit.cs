using Elbo.Data;

namespace Elbo.Runs.Reports;

/// <summary>The part of the data that a report is about, in words.</summary>
/// <param name="Split">As it was evaluated, else the test split, else what there is.</param>
internal sealed record ReportSplit(Split Split)
{
    private const int MostNames = 10;

    /// <summary>Before a noun: <c>test images</c>.</summary>
    public string Word => Split switch { Split.Test => "test", Split.Validation => "held-out", _ => "training" };

    /// <summary>At the beginning of a sentence.</summary>
    public string Head => char.ToUpperInvariant(Word[0]) + Word[1..];

    /// <summary>A sentence with the names of the first examples, after a blank; nothing where they have none.</summary>
    public string Names(IDataset data, int shown)
    {
        if (data is not INamedExamples { NamesAre: { } kind } named) return "";
        var names = Enumerable.Range(0, Math.Min(shown, MostNames)).Select(n => named.NameOf(Split, n));
        return $" By {kind}, in their order: {string.Join(", ", names)}{(shown > MostNames ? ", …" : "")}.";
    }
}
