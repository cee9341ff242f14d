namespace Elbo.Data;

/// <summary>What becomes of a cell without a value.</summary>
public enum MissingValues
{
    /// <summary>The column's mean over the training rows (numbers) or no category at all (texts), and a further number that is 1 where the
    /// value was missing, for columns in which training rows miss some.</summary>
    Mean,

    /// <summary>An error that names row and column.</summary>
    Error,
}

/// <summary>How a user's own table is read. Columns that no list names are numeric where every value is a number, dates where
/// every value is one, categorical where there are few different texts, and ignored otherwise.</summary>
public sealed record TableOptions
{
    /// <summary>Column of the class labels; null for a table without.</summary>
    public string? Label { get; init; }

    /// <summary>Column that names the rows, which no model sees; null names them by their lines.</summary>
    public string? RowId { get; init; }

    /// <summary>Columns of numbers.</summary>
    public IReadOnlyList<string> Numeric { get; init; } = [];

    /// <summary>Columns of counts: whole numbers from 0 on.</summary>
    public IReadOnlyList<string> Counts { get; init; } = [];

    /// <summary>Columns of which each different text becomes a number of its own, 0 or 1.</summary>
    public IReadOnlyList<string> Categorical { get; init; } = [];

    /// <summary>Columns that are left out.</summary>
    public IReadOnlyList<string> Ignore { get; init; } = [];

    /// <summary>What becomes of cells without a value.</summary>
    public MissingValues Missing { get; init; } = MissingValues.Mean;

    /// <summary>Whether numbers are shifted and scaled to mean 0 and standard deviation 1 over the training rows.</summary>
    public bool Standardise { get; init; } = true;

    /// <summary>Rows at the end of a single file that are the test split.</summary>
    public int TestCount { get; init; }

    /// <summary>Whether the first row of a text file has the columns' names; they are c1, c2 … otherwise. Null for what the first row shows: numbers above numbers are a row.</summary>
    public bool? Header { get; init; }

    /// <summary>What parts cells; null for what the head of the file shows: a comma, a semicolon, a tab or a bar.</summary>
    public char? Delimiter { get; init; }

    /// <summary>What comes before the fraction of a number, a point or a comma; null for what the head of the file shows.</summary>
    public char? Decimal { get; init; }

    /// <summary>Texts that stand for a missing value, beside the usual ones (empty, NA, NaN, null, ? and, among numbers, - or None).</summary>
    public IReadOnlyList<string> MissingMarks { get; init; } = [];

    /// <summary>A trained model's encoding, which is applied as it is; null fits one to the training rows.</summary>
    public TableEncoding? Encoding { get; init; }
}
