namespace Elbo.Data;

/// <summary>Endless passes over training examples whose whole state is a few bytes, so that a resumed training goes on bit for bit.</summary>
public interface IBatchPlan : IBatchReader
{
    /// <summary>Passes completed.</summary>
    long Epoch { get; }

    /// <summary>What was handed out in the current pass; 0 before its first batch.</summary>
    int Position { get; }

    /// <summary>Where the plan stands, for a checkpoint.</summary>
    byte[] GetState();

    /// <summary>Goes on from a state that a plan of the same kind, seed and data gave.</summary>
    /// <exception cref="DataException">The bytes are no such state.</exception>
    void SetState(ReadOnlySpan<byte> state);
}
