namespace Elbo.Data;

/// <summary>The images of some files, decoded when first asked for; as many as the budget has room for are kept. Safe for several threads.</summary>
/// <param name="files">One for each image.</param>
/// <param name="decode">Makes the pixels of a file's image, [C · H · W].</param>
/// <param name="budget">Shared by all that may keep images.</param>
internal sealed class ImageStore(IReadOnlyList<string> files, Func<string, byte[]> decode, MemoryBudget budget)
{
    private readonly byte[]?[] kept = new byte[]?[files.Count];
    private int keptCount;

    /// <summary>Whether every image is in memory.</summary>
    public bool IsWhole => Volatile.Read(ref keptCount) == kept.Length;

    /// <exception cref="DataException">The file cannot be read, or is not what it was.</exception>
    public byte[] Load(int row)
    {
        if (Volatile.Read(ref kept[row]) is { } here) return here;
        var pixels = decode(files[row]);
        // What is kept stays: where each epoch goes through all in another order, no other choice of images serves more of them.
        if (budget.TryTake(pixels.Length))
        {
            if (Interlocked.CompareExchange(ref kept[row], pixels, null) is null) Interlocked.Increment(ref keptCount);
            else budget.GiveBack(pixels.Length);
        }

        return pixels;
    }
}

/// <summary>Bytes that may be kept.</summary>
internal sealed class MemoryBudget(long bytes)
{
    private long left = bytes;

    public bool TryTake(long wanted)
    {
        if (Interlocked.Add(ref left, -wanted) >= 0) return true;
        GiveBack(wanted);
        return false;
    }

    public void GiveBack(long taken) => Interlocked.Add(ref left, taken);
}
