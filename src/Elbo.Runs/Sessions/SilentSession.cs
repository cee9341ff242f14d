namespace Elbo.Runs.Sessions;

/// <summary>Work that nobody watches, from a program of one's own.</summary>
public sealed class SilentSession(CancellationToken cancel = default) : ISession
{
    /// <inheritdoc/>
    public IProgress Progress { get; } = new SilentProgress();

    /// <inheritdoc/>
    public CancellationToken Cancel => cancel;
}
