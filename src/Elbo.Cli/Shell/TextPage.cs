namespace Elbo.Cli.Shell;

/// <summary>Headings, paragraphs and two-column tables, wrapped to the width there is.</summary>
internal sealed class TextPage(TextWriter output, int width)
{
    private const int WidestFirstColumn = 28;
    private const int UsualWidth = 100;

    private bool begun;

    /// <summary>The terminal's width, within what reads well; the usual one where there is no terminal.</summary>
    public static int WidthOf(TextWriter output)
    {
        if (output is not StreamWriter || Console.IsOutputRedirected) return UsualWidth;
        try
        {
            return Console.WindowWidth > 0 ? Math.Clamp(Console.WindowWidth, 40, UsualWidth) : UsualWidth;
        }
        catch (Exception e) when (e is IOException or PlatformNotSupportedException)
        {
            return UsualWidth;
        }
    }

    public void Heading(string text)
    {
        if (begun) output.WriteLine();
        output.WriteLine($"{text}:");
        begun = true;
    }

    public void Item(string text) => Hanging("  ", text, 2);

    public void Paragraph(string text)
    {
        if (begun) output.WriteLine();
        Hanging("", text, 0);
        begun = true;
    }

    /// <summary>Nothing where there are no rows. A first column too wide for its place stands on a line of its own.</summary>
    public void Table(string heading, IReadOnlyList<(string First, string Second)> rows)
    {
        if (rows.Count == 0) return;
        Heading(heading);
        var column = Math.Min(rows.Max(r => r.First.Length), Math.Min(WidestFirstColumn, width / 2)) + 4;
        foreach (var (first, second) in rows)
        {
            var label = $"  {first}";
            if (label.Length + 2 > column)
            {
                output.WriteLine(label);
                label = "";
            }

            Hanging(label.PadRight(column), second, column);
        }
    }

    public void Examples(IReadOnlyList<Example> examples)
    {
        if (examples.Count == 0) return;
        Heading("Examples");
        foreach (var example in examples)
        {
            output.WriteLine($"  {example.Line}");
            Hanging("      ", example.Meaning, 6);
        }
    }

    private void Hanging(string lead, string text, int indent)
    {
        foreach (var line in Wrap(text, Math.Max(width - indent, 16)))
        {
            output.WriteLine((lead + line).TrimEnd());
            lead = new string(' ', indent);
        }
    }

    /// <summary>Lines of at most <paramref name="width"/> characters, broken at blanks; a longer word stays whole.</summary>
    public static IEnumerable<string> Wrap(string text, int width)
    {
        var line = "";
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = "";
            }

            line = line.Length == 0 ? word : $"{line} {word}";
        }

        yield return line;
    }
}
