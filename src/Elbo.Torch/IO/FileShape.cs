namespace Elbo.Torch.IO;

/// <summary>Dimensions read from a file: nothing about them is trusted.</summary>
internal static class FileShape
{
    /// <summary>libtorch's iterators take no more dimensions.</summary>
    public const int MaxRank = 64;

    /// <summary>Bytes of a tensor of this shape, or false where a dimension is negative or a product overflows.</summary>
    /// <remarks>An empty tensor may not hide an overflow either: [0, 2^62, 2^62] has strides that no long holds.</remarks>
    public static bool TryByteLength(ReadOnlySpan<long> shape, int elementSize, out long bytes)
    {
        bytes = 0;
        if (shape.Length > MaxRank) return false;
        Int128 product = elementSize;
        var empty = false;
        foreach (var dimension in shape)
        {
            if (dimension < 0) return false;
            if (dimension == 0) empty = true;
            else product *= dimension;
            if (product > long.MaxValue) return false;
        }

        bytes = empty ? 0 : (long)product;
        return true;
    }

    public static string Format(IEnumerable<long> shape) => $"[{string.Join(", ", shape)}]";
}
