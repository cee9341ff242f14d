namespace Elbo.Torch;

/// <summary>How many tensors are alive, for leak checks. One live tensor is one handle with an owner; views count as well.</summary>
public static class TensorCount
{
    private static long live;

    /// <summary>Tensors created and not yet freed, over all threads.</summary>
    public static long Live => Interlocked.Read(ref live);

    internal static void Created() => Interlocked.Increment(ref live);

    internal static void Freed(int count) => Interlocked.Add(ref live, -count);
}
