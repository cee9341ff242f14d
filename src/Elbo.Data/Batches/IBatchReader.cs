using System.Diagnostics.CodeAnalysis;

namespace Elbo.Data;

/// <summary>Hands out batches until a pass over the data is done.</summary>
public interface IBatchReader
{
    /// <summary>Batches of one whole pass.</summary>
    int BatchesPerPass { get; }

    /// <summary>Draws the next batch into the current scope; false at the end of the pass.</summary>
    bool TryNext([NotNullWhen(true)] out Batch? batch);
}
