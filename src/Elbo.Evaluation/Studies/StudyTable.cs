using System.Globalization;
using Elbo.Evaluation.Likelihood;

namespace Elbo.Evaluation.Studies;

/// <summary>A table of figures; the first column names its rows.</summary>
/// <param name="Name">snake_case, its key in JSON.</param>
/// <param name="Columns">Key in JSON, heading, and format of numbers.</param>
/// <param name="Rows">A cell per column: text, a number, an <see cref="Estimate"/>, or null for none.</param>
public sealed record StudyTable(string Name, string Caption, IReadOnlyList<StudyColumn> Columns, IReadOnlyList<IReadOnlyList<object?>> Rows)
{
    /// <summary>A cell as a person reads it.</summary>
    public string Text(int row, int column) => Rows[row][column] switch
    {
        null => "–",
        Estimate e => $"{Number(e.Mean, column)} ± {Estimate.ErrorText(e.StandardError, Columns[column].Format)}",
        IFormattable number => Number(number, column),
        var other => other.ToString()!,
    };

    private string Number(IFormattable value, int column) => value is double d && !double.IsFinite(d) ? d > 0 ? "∞" : d < 0 ? "−∞" : "–"
        : value.ToString(value is double ? Columns[column].Format : null, CultureInfo.InvariantCulture);
}

/// <param name="Key">snake_case.</param>
/// <param name="Title">With the unit.</param>
/// <param name="Format">A .NET format of numbers.</param>
public sealed record StudyColumn(string Key, string Title, string Format = "0.0");
