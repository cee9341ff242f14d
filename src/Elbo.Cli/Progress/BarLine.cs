namespace Elbo.Cli.Progress;

/// <summary>One line for a piece of work, never wider than asked: what matters less is left out first.</summary>
/// <param name="Before">Title.</param>
/// <param name="Full">The done part of the bar.</param>
/// <param name="Empty">The rest of the bar.</param>
/// <param name="After">Numbers.</param>
internal readonly record struct BarLine(string Before, string Full, string Empty, string After)
{
    private const int WidestBar = 40;
    private const int ShortestBar = 8;

    public override string ToString() => Before + Full + Empty + After;

    /// <param name="state">What to show.</param>
    /// <param name="width">Columns there are.</param>
    /// <param name="unicode">Whether the terminal can show more than ASCII.</param>
    public static BarLine Fit(WorkState state, int width, bool unicode)
    {
        width = Math.Max(width, 1);
        var left = state.Left is { } time ? $"{WorkState.Clock(time)} left" : "";
        var title = Cut(state.Title, width, unicode);
        var room = width - title.Length;
        // In order of worth: share done, figures, time left, count. A short line shows the first ones.
        string Take(string part)
        {
            if (part.Length == 0 || part.Length + 2 > room) return "";
            room -= part.Length + 2;
            return "  " + part;
        }

        var percent = Take(state.Percent);
        var figures = Take(state.Figures);
        var eta = Take(left);
        var count = Take(state.Count);
        var bar = double.IsNaN(state.Fraction) || room < ShortestBar + 2 ? 0 : Math.Min(room - 2, WidestBar);
        var full = bar == 0 ? 0 : (int)Math.Round(bar * state.Fraction);
        return new(
            bar == 0 ? title : title + "  ",
            new string(unicode ? '━' : '#', full),
            new string(unicode ? '─' : '-', bar - full),
            percent + count + figures + eta);
    }

    /// <summary>The parts that fit, first to last; the first one in any case.</summary>
    public static string Join(int width, params ReadOnlySpan<string> parts)
    {
        var line = parts[0];
        foreach (var part in parts[1..])
            if (part.Length > 0 && line.Length + 2 + part.Length <= width) line += "  " + part;
        return line;
    }

    private static string Cut(string text, int width, bool unicode)
    {
        if (text.Length <= width) return text;
        return unicode ? text[..(width - 1)] + "…" : text[..width];
    }
}
