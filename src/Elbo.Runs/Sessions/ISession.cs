namespace Elbo.Runs.Sessions;

/// <summary>What work on a run has of the world: where progress goes and when to stop.</summary>
public interface ISession
{
    /// <summary>Told how far the work is.</summary>
    IProgress Progress { get; }

    /// <summary>Fires when the work is to be put away and left.</summary>
    CancellationToken Cancel { get; }
}
