using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Elbo.Torch.IO;

namespace Elbo.Data;

/// <summary>
/// How the rows of a table become inputs: the statistics of the training rows, kept with a model, so that new rows are encoded as those
/// were and what the model makes of them is turned back.
/// </summary>
/// <param name="Columns">In the order of the numbers they become; columns of a file that are not among them are ignored.</param>
/// <param name="Standardised">Whether numeric columns are shifted by their mean and divided by their deviation.</param>
/// <param name="Missing">What becomes of a cell without a value, or with a category that no training row has.</param>
/// <param name="Label">Column of the labels; null where there is none.</param>
/// <param name="Classes">Labels by class number.</param>
public sealed record TableEncoding(IReadOnlyList<ColumnEncoding> Columns, bool Standardised, MissingValues Missing, string? Label, IReadOnlyList<string> Classes)
{
    /// <summary>Numbers D that a row becomes.</summary>
    [JsonIgnore]
    public int Width => Columns.Sum(c => c.Width);

    /// <summary>Names of the D numbers: <c>age</c>, <c>colour=red</c>, <c>age missing</c>.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Names => [.. Columns.SelectMany(c => c.Names)];

    /// <summary>Whether a row is more than plain numbers: categories, bits, dates, or cells that can be missing.</summary>
    [JsonIgnore]
    public bool IsMixed => Columns.Any(c => c.Kind != ColumnKind.Numeric || c.Values != ColumnValues.Real || c.Indicator);

    /// <summary>As JSON, which <see cref="Read"/> reads.</summary>
    public string ToText() => JsonSerializer.Serialize(this, TableJson.Default.TableEncoding) + "\n";

    /// <summary>Reads an encoding that was kept with a model.</summary>
    /// <exception cref="DataException">The file cannot be read or is no such encoding.</exception>
    public static TableEncoding Read(string path) => PackedFile.Guard(path, () =>
    {
        try
        {
            var encoding = JsonSerializer.Deserialize(File.ReadAllText(path), TableJson.Default.TableEncoding) ?? throw new DataException($"{path}: empty");
            return encoding.Problem() is { } problem ? throw new DataException($"{path}: {problem}") : encoding;
        }
        catch (JsonException e)
        {
            throw new DataException($"{path}: line {e.LineNumber + 1}: not the encoding of a table", e);
        }
    });

    /// <summary>A row of numbers as cells: each column's value or category, empty where it is more likely missing than not.</summary>
    /// <param name="numbers">[D], as a decoder gives their means.</param>
    /// <exception cref="ArgumentException">There are not <see cref="Width"/> of them.</exception>
    public IReadOnlyList<string> Decode(ReadOnlySpan<float> numbers)
    {
        if (numbers.Length != Width) throw new ArgumentException($"{numbers.Length} numbers for a row of {Width}", nameof(numbers));
        var cells = new string[Columns.Count];
        for (var c = 0; c < cells.Length; c++)
        {
            var column = Columns[c];
            var own = numbers[..column.Width];
            numbers = numbers[column.Width..];
            if (column.Indicator && own[^1] > 0.5f) cells[c] = "";
            else if (column.Kind == ColumnKind.Categorical) cells[c] = column.Categories[Largest(own[..column.Categories.Count])];
            else cells[c] = Text(column, Standardised ? (own[0] * column.Deviation) + column.Mean : own[0]);
        }

        return cells;
    }

    private static string Text(ColumnEncoding column, double value)
    {
        if (column.Kind != ColumnKind.Numeric) return DateCells.Text(value, column.DateFormat ?? (column.Kind == ColumnKind.Time ? "yyyy-MM-dd HH:mm:ss" : "yyyy-MM-dd"), column.Kind == ColumnKind.Time);
        if (column.Values == ColumnValues.Binary) return value > 0.5 ? "1" : "0";
        if (column.Values == ColumnValues.Count) value = Math.Clamp(Math.Round(value), 0, ColumnEncoding.MostCount);
        // No more digits than the column has say how a row is written, and hide what F32 adds; adding 0 makes −0 a 0.
        if (column.Decimals is { } decimals && double.IsFinite(value)) value = Math.Round(value, decimals) + 0.0;
        return value.ToString("G9", CultureInfo.InvariantCulture);
    }

    private static int Largest(ReadOnlySpan<float> values)
    {
        var best = 0;
        for (var i = 1; i < values.Length; i++) best = values[i] > values[best] ? i : best;
        return best;
    }

    /// <summary>What cannot be in an encoding that was read; null where nothing is wrong.</summary>
    internal string? Problem()
    {
        if (Columns.Count == 0) return "an encoding without columns";
        if (!Enum.IsDefined(Missing) || Classes.Contains(null!)) return "an encoding with a class that has no name, or an unknown way with missing values";
        foreach (var column in Columns)
        {
            // In a file a list may have nulls, and what is left out of a column is one.
            if (column?.Categories is null || column.Categories.Contains(null!) || !Enum.IsDefined(column.Kind) || !Enum.IsDefined(column.Values) || string.IsNullOrEmpty(column.Name)) return "a column without name, kind or categories";
            if (!double.IsFinite(column.Mean) || !(column.Deviation > 0) || !double.IsFinite(column.Deviation)) return $"column '{Printed.Name(column.Name)}' has a mean of {column.Mean} and a deviation of {column.Deviation}";
            if (column.Decimals is < 0 or > ColumnEncoding.MostDecimals || (column.DateFormat is { } form && !DateCells.IsFormat(form))) return $"column '{Printed.Name(column.Name)}' is written in a way that is not known";
            if (column.Kind == ColumnKind.Categorical == (column.Categories.Count == 0)) return $"column '{Printed.Name(column.Name)}' has {column.Categories.Count} categories";
        }

        return null;
    }
}

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true,
    RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(TableEncoding))]
internal sealed partial class TableJson : JsonSerializerContext;
