using System.Text;

namespace Elbo.DocsGenerator;

/// <summary>Rows under heads, as Markdown.</summary>
internal sealed class MarkdownTable(params string[] heads)
{
    private readonly List<string[]> rows = [];

    public bool IsEmpty => rows.Count == 0;

    public void Add(params string[] cells) => rows.Add(cells);

    public override string ToString()
    {
        var text = new StringBuilder();
        Line(heads);
        Line([.. heads.Select(_ => "---")]);
        foreach (var row in rows) Line(row.Select(Cell));
        return text.ToString();

        void Line(IEnumerable<string> cells) => text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
    }

    // A bar would begin a new cell, a line break a new row.
    private static string Cell(string text) => text.ReplaceLineEndings(" ").Replace("|", "\\|", StringComparison.Ordinal);
}
