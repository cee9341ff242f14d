namespace Elbo.Runs.Sessions;

/// <summary>Work that nobody watches, from a program of one's own.</summary>
public sealed class SilentSession(CancellationToken cancel = default) : ISession
{
    public IProgress Progress { get; } = new SilentProgress();

    public CancellationToken Cancel => cancel;
}
