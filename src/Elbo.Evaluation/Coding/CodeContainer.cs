using System.Buffers.Binary;
using Elbo.Evaluation.Files;
using Elbo.Torch.IO;

namespace Elbo.Evaluation.Coding;

/// <summary>What an <c>.elbo</c> file holds: the codes of examples under a model's prior, and what a reader must know to get them back.</summary>
/// <remarks>
/// Numbers are LEB128 unless said otherwise: magic of 8 bytes; format; SHA-256 of the model, 32 bytes; CRC-32 of the codes, 4 bytes; examples; rows; threads;
/// rank and sizes of an example; rank and sizes of its codes; count and levels of factors; bytes of the deflated names, and these; bytes of the message, and
/// these; CRC-32 of all that, 4 bytes. See docs/compression.md.
/// </remarks>
public sealed record CodeContainer
{
    /// <summary>The format written, and the last one read.</summary>
    public const int Format = 1;

    /// <summary>Most codes, and most values of factors, in one file.</summary>
    public const int MostCodes = 1 << 27;

    internal const int HashBytes = 32, CrcBytes = 4, MostRank = 8, MostFactors = 64, MostRows = 4096, MostThreads = 1024, MostFormat = 1 << 20;

    /// <summary>A byte no text has, a name, and line ends that a transfer as text would change.</summary>
    internal static ReadOnlySpan<byte> Magic => [0xE1, (byte)'E', (byte)'L', (byte)'B', (byte)'O', 0x0D, 0x0A, 0x1A];

    /// <summary>SHA-256 of what decoding depends on, <see cref="Coding.ModelHash"/>; 32 bytes.</summary>
    public required byte[] ModelHash { get; init; }

    /// <summary>CRC-32 of the codes, of each four bytes, little-endian: shows logits that were others.</summary>
    public required uint CodesCrc { get; init; }

    /// <summary>N, at least 1.</summary>
    public required int Examples { get; init; }

    /// <summary>Examples of a chunk, walked side by side.</summary>
    public required int Rows { get; init; }

    /// <summary>Threads of an operation when it was written; sums are rounded in their order.</summary>
    public required int Threads { get; init; }

    /// <summary>Shape of one example's data.</summary>
    public required IReadOnlyList<int> ExampleShape { get; init; }

    /// <summary>Shape of one example's codes.</summary>
    public required IReadOnlyList<int> CodeShape { get; init; }

    /// <summary>How many values each factor has whose values are in the message, before the codes; none for an unconditional model.</summary>
    public required IReadOnlyList<int> FactorLevels { get; init; }

    /// <summary>Names of the N images, with / between folders; null where the examples came from a data set.</summary>
    public required IReadOnlyList<string>? Names { get; init; }

    /// <summary><see cref="AnsStack.ToBytes"/> of factors and codes.</summary>
    public required byte[] Message { get; init; }

    /// <summary>Codes of one example.</summary>
    public int CodesPerExample => CodeShape.Aggregate(1, (product, size) => checked(product * size));

    /// <summary>Numbers in one example.</summary>
    public int Dimensions => ExampleShape.Aggregate(1, (product, size) => checked(product * size));

    /// <summary>The whole file.</summary>
    public byte[] ToBytes()
    {
        using var bytes = new MemoryStream();
        bytes.Write(Magic);
        Write(bytes, Format);
        bytes.Write(ModelHash);
        WriteFixed(bytes, CodesCrc);
        foreach (var number in (ReadOnlySpan<int>)[Examples, Rows, Threads]) Write(bytes, number);
        foreach (var list in (IReadOnlyList<int>[])[ExampleShape, CodeShape, FactorLevels])
        {
            Write(bytes, list.Count);
            foreach (var number in list) Write(bytes, number);
        }
        foreach (var part in (byte[][])[Names is null ? [] : ImageNames.Deflate(Names), Message])
        {
            Write(bytes, part.Length);
            bytes.Write(part);
        }
        WriteFixed(bytes, Crc32.Of(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)));
        return bytes.ToArray();
    }

    /// <summary>Replaces a file, whole or not at all.</summary>
    /// <exception cref="IOException">It cannot be written; the message names it.</exception>
    public void Save(string path) => WholeFile.Write(path, stream => stream.Write(ToBytes()));

    private static void Write(MemoryStream bytes, int number)
    {
        var rest = (uint)number;
        for (; rest >= 0x80; rest >>= 7) bytes.WriteByte((byte)(rest | 0x80));
        bytes.WriteByte((byte)rest);
    }

    private static void WriteFixed(MemoryStream bytes, uint number)
    {
        Span<byte> word = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(word, number);
        bytes.Write(word);
    }
}
