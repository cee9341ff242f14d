namespace Elbo.Runs;

/// <summary>A cell of the tables that commands write.</summary>
internal static class CsvCell
{
    /// <summary>The text as it is, or in quotes where a comma, a quote or a new line is in it.</summary>
    public static string Quoted(string text) => text.AsSpan().ContainsAny(",\"\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
