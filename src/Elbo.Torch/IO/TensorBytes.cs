namespace Elbo.Torch.IO;

/// <summary>The memory of a contiguous CPU tensor as bytes, in pieces, because a tensor may be longer than a span of bytes.</summary>
internal static unsafe class TensorBytes
{
    /// <summary>Bytes of one piece; a multiple of every element size.</summary>
    private const int PieceBytes = 1 << 26;

    public delegate void Writer(Span<byte> piece);

    public delegate void Reader(ReadOnlySpan<byte> piece);

    public static long Length(Tensor tensor) => tensor.Count * tensor.DType.Size();

    /// <summary>Hands the tensor's writable memory to <paramref name="fill"/>, front to back.</summary>
    public static void Fill(Tensor tensor, Writer fill)
    {
        var length = Length(tensor);
        if (length == 0) return;
        var memory = (byte*)tensor.Data();
        for (long at = 0; at < length; at += PieceBytes)
            fill(new Span<byte>(memory + at, (int)Math.Min(PieceBytes, length - at)));
    }

    /// <summary>Hands the tensor's memory to <paramref name="read"/>, front to back.</summary>
    public static void Read(Tensor tensor, Reader read) => Fill(tensor, piece => read(piece));
}
