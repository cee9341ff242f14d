namespace Elbo.Torch.IO;

/// <summary>Reads the elements behind an npy header into a tensor.</summary>
internal static class NpyData
{
    /// <summary>Elements that are converted at once.</summary>
    private const int ConvertedElements = 1 << 16;

    public static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new NpyException(NpyError.Unreadable, path, "no such file", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new NpyException(NpyError.Unreadable, path, "permission denied, or a folder", e);
        }
        catch (Exception e) when (e is IOException or NotSupportedException)
        {
            throw new NpyException(NpyError.Unreadable, path, e.Message, e);
        }
    }

    /// <summary>Fills a new tensor of the header's shape in the current scope; the caller has checked the length of the data.</summary>
    public static Tensor Read(Stream stream, NpyHeader header, string file)
    {
        using var scope = TensorScope.Enter();
        // Column-major data of [a, b, c] is row-major data of [c, b, a].
        var stored = header.Fortran ? header.Shape.Reverse().ToArray() : header.Shape;
        var tensor = Tensor.Empty(stored, header.Element.DType);
        TensorBytes.Fill(tensor, piece =>
        {
            if (header.Element.IsPlain) Fill(stream, piece, file);
            else Convert(stream, header.Element, piece, file);
            if (header.Element.DType == DType.Bool && piece.IndexOfAnyExceptInRange((byte)0, (byte)1) is >= 0 and var at)
                throw new NpyException(NpyError.BadBool, file, $"boolean byte is {piece[at]}, not 0 or 1");
        });
        if (header.Fortran && stored.Length > 1)
            tensor = tensor.Permute([.. Enumerable.Range(0, stored.Length).Select(i => (long)(stored.Length - 1 - i))]).Contiguous();
        return scope.Keep(tensor);
    }

    private static void Fill(Stream stream, Span<byte> piece, string file)
    {
        if (stream.ReadAtLeast(piece, piece.Length, throwOnEndOfStream: false) < piece.Length)
            throw new NpyException(NpyError.SizeMismatch, file, "the data ends early");
    }

    private static void Convert(Stream stream, NpyElement element, Span<byte> piece, string file)
    {
        var buffer = new byte[Math.Min(ConvertedElements, piece.Length / element.DType.Size()) * element.Size];
        while (!piece.IsEmpty)
        {
            var count = Math.Min(ConvertedElements, piece.Length / element.DType.Size());
            var stored = buffer.AsSpan(0, count * element.Size);
            Fill(stream, stored, file);
            element.Convert(stored, piece, file);
            piece = piece[(count * element.DType.Size())..];
        }
    }
}
