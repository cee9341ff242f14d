using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Elbo.Torch;

namespace Elbo.Data;

/// <summary>Builds a <see cref="IDataset.Fingerprint"/>: SHA-256 over parts, each with its length before it, so that no two lists of
/// parts give the same bytes.</summary>
internal sealed class ContentHash : IDisposable
{
    private const int PieceLength = 1 << 24;

    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>The hash of pixel or value tensors with their labels, split after split, and of the preparation.</summary>
    public static string Of(string preparation, IEnumerable<(Split Split, Tensor Examples, Tensor? Labels)> splits)
    {
        using var content = new ContentHash();
        content.Add(preparation);
        foreach (var (split, examples, labels) in splits)
        {
            content.Add(Heading(split, examples.DType, examples.Shape));
            if (examples.DType == DType.U8) content.Add<byte>(examples);
            else content.Add<float>(examples);
            if (labels is not null) content.Add<long>(labels);
        }

        return content.Finish();
    }

    /// <summary>What of the options decides the numbers that are handed out, the same for one meaning whatever holds the data.</summary>
    public static string Preparation(DataOptions options, HeldOut rows) => string.Create(
        CultureInfo.InvariantCulture, $"binarisation {options.Binarisation}{(options.Binarisation == Binarisation.Fixed ? " by content" : "")} seed {options.BinarisationSeed} {rows.Description}");

    /// <summary>What stands before the examples of a split.</summary>
    public static string Heading(Split split, DType dtype, ReadOnlySpan<long> shape) => $"{split} {dtype} [{string.Join(", ", shape.ToArray())}]";

    public void Add(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        AddLength(bytes.Length);
        Append(bytes);
    }

    /// <summary>A piece of the part announced.</summary>
    public void Append(ReadOnlySpan<byte> piece) => hash.AppendData(piece);

    /// <summary>64 lower-case hexadecimal digits.</summary>
    public string Finish() => Convert.ToHexStringLower(hash.GetHashAndReset());

    public void Dispose() => hash.Dispose();

    private void Add<T>(Tensor tensor)
        where T : unmanaged
    {
        AddLength(tensor.Count);
        // In pieces: as bytes, a span of floats may be too long.
        for (var rest = tensor.AsSpan<T>(); rest.Length > 0; rest = rest[Math.Min(rest.Length, PieceLength)..])
            hash.AppendData(MemoryMarshal.AsBytes(rest[..Math.Min(rest.Length, PieceLength)]));
    }

    /// <summary>Announces a part that follows in pieces.</summary>
    /// <param name="length">Of all pieces together, in elements.</param>
    public void AddLength(long length)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, length);
        hash.AppendData(bytes);
    }
}
