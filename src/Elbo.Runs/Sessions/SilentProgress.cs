namespace Elbo.Runs.Sessions;

/// <summary>Says nothing: <c>--quiet</c>.</summary>
public sealed class SilentProgress : IProgress
{
    /// <inheritdoc/>
    public IWork Begin(string title, long total, WorkUnit unit = WorkUnit.Steps, long start = 0) => new Work();

    /// <inheritdoc/>
    public void Note(string line)
    {
    }

    private sealed class Work : IWork
    {
        public void Report(long step, params ReadOnlySpan<Figure> figures)
        {
        }

        public void Done(string? outcome = null)
        {
        }

        public void Dispose()
        {
        }
    }
}
