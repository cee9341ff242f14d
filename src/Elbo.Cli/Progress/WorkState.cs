using Elbo.Runs.Sessions;

namespace Elbo.Cli.Progress;

/// <summary>How far a piece of work is, and the words for it. Both ways of showing it use these.</summary>
internal sealed class WorkState(string title, long total, WorkUnit unit, long start, TimeProvider clock)
{
    private readonly long began = clock.GetTimestamp();
    private readonly long first = start;
    private Figure[] figures = [];
    private int figureCount;

    public string Title => title;

    public long Step { get; private set; } = start;

    public TimeSpan Elapsed => clock.GetElapsedTime(began);

    /// <summary>In [0, 1]; NaN where the total is not known.</summary>
    public double Fraction => total > 0 ? Math.Clamp((double)Step / total, 0, 1) : double.NaN;

    /// <summary>The time left at the speed so far; null before there is one.</summary>
    public TimeSpan? Left
    {
        get
        {
            var done = Step - first;
            if (total <= 0 || done <= 0) return null;
            return Elapsed * ((double)Math.Max(total - Step, 0) / done);
        }
    }

    public void Update(long step, ReadOnlySpan<Figure> now)
    {
        Step = step;
        if (figures.Length < now.Length) figures = new Figure[now.Length];
        now.CopyTo(figures);
        figureCount = now.Length;
    }

    /// <summary><c>400/2000</c> or <c>3.1/9.9 MB</c>.</summary>
    public string Count => unit switch
    {
        WorkUnit.Bytes => total > 0 ? $"{Step / 1e6:0.0}/{total / 1e6:0.0} MB" : $"{Step / 1e6:0.0} MB",
        _ => total > 0 ? $"{Step}/{total}" : $"{Step}",
    };

    public string Percent => double.IsNaN(Fraction) ? "" : $"{Math.Floor(Fraction * 100):0} %";

    public string Figures => string.Join("  ", figures.Take(figureCount));

    /// <summary><c>0:07</c>, <c>12:30</c>, <c>1:02:03</c>.</summary>
    public static string Clock(TimeSpan time) =>
        time.TotalHours >= 1 ? $"{(long)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}" : $"{time.Minutes}:{time.Seconds:00}";
}
