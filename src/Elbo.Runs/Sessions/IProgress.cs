namespace Elbo.Runs.Sessions;

/// <summary>Tells a waiting person how long work goes, on standard error.</summary>
public interface IProgress
{
    /// <summary>Begins a piece of work; the one before it is over. Dispose it in any case, after <see cref="IWork.Done"/> if it ended well.</summary>
    /// <param name="title">A word or two: <c>train</c>.</param>
    /// <param name="total">Steps in all; 0 where nobody knows.</param>
    /// <param name="unit">What is counted.</param>
    /// <param name="start">Steps done earlier, by the run that this one resumes.</param>
    IWork Begin(string title, long total, WorkUnit unit = WorkUnit.Steps, long start = 0);

    /// <summary>A line to read. May be called from any thread.</summary>
    void Note(string line);
}

/// <summary>A piece of work under way.</summary>
public interface IWork : IDisposable
{
    /// <summary>Where it is. Cheap enough for every step: what is shown is renewed a few times a second at most.</summary>
    /// <param name="step">Steps done, counted from the start of the whole work.</param>
    /// <param name="figures">What to watch: <c>nats −103.2</c>.</param>
    void Report(long step, params ReadOnlySpan<Figure> figures);

    /// <summary>It ended well; <paramref name="outcome"/> is shown in place of the last figures.</summary>
    void Done(string? outcome = null);
}

/// <summary>A named number beside the bar.</summary>
/// <param name="Name">As in <c>nats</c>.</param>
/// <param name="Format">A .NET number format.</param>
public readonly record struct Figure(string Name, double Value, string Format = "0.0")
{
    /// <c>nats −103.2</c>, the number by <see cref="Format"/>.
    public override string ToString() => $"{Name} {Value.ToString(Format)}";
}

/// <summary>What steps are.</summary>
public enum WorkUnit
{
    /// <summary>Of any kind: batches, examples, epochs.</summary>
    Steps,
    /// <summary>Shown as MB.</summary>
    Bytes,
}
