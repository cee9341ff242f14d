using Elbo.Torch;

namespace Elbo.Data;

/// <summary>Going through a reader to the end of its pass.</summary>
public static class BatchReading
{
    /// <summary>Calls <paramref name="use"/> with each batch, in a scope of its own: what is created there is freed before the next.</summary>
    public static void ForEach(this IBatchReader reader, Action<Batch> use)
    {
        while (true)
        {
            using var scope = TensorScope.Enter();
            if (!reader.TryNext(out var batch)) return;
            use(batch);
        }
    }
}
