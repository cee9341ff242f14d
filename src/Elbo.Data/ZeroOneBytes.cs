using Elbo.Torch;

namespace Elbo.Data;

/// <summary>Arrays of bytes that hold binary data: 0 and 1 are then the values, not grey values of 255.</summary>
internal static class ZeroOneBytes
{
    /// <summary>What a reader of the data must know.</summary>
    public const string Note = "All bytes are 0 or 1: they are taken for the values 0 and 1, not for grey values of 255.";

    /// <summary>Whether no byte of any split is above 1, and one of them is 1.</summary>
    public static bool Are(IEnumerable<Tensor> splits)
    {
        var one = false;
        foreach (var split in splits)
        {
            var bytes = split.AsSpan<byte>();
            if (bytes.ContainsAnyExceptInRange((byte)0, (byte)1)) return false;
            one |= bytes.Contains((byte)1);
        }

        return one;
    }
}
