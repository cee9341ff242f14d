using System.Buffers.Binary;
using Elbo.Evaluation.Files;
using Elbo.Torch.IO;

namespace Elbo.Evaluation.Coding;

/// <summary>What every <c>.elbo</c> file holds: examples as a message under a model, and what a reader must know to get them back.</summary>
/// <remarks>Magic of 8 bytes; format; SHA-256 of the model, 32 bytes; fields of the format; CRC-32 of all that, 4 bytes. See docs/compression.md.</remarks>
public abstract record ElboContainer
{
    /// <summary>The last format that is read.</summary>
    public const int LastFormat = BitsBackContainer.Format;

    internal const int HashBytes = 32, CrcBytes = 4, MostFormat = 1 << 20;

    /// <summary>A byte no text has, a name, and line ends that a transfer as text would change.</summary>
    internal static ReadOnlySpan<byte> Magic => [0xE1, (byte)'E', (byte)'L', (byte)'B', (byte)'O', 0x0D, 0x0A, 0x1A];

    /// <summary>SHA-256 of what decoding depends on, <see cref="Coding.ModelHash"/>; 32 bytes.</summary>
    public required byte[] ModelHash { get; init; }

    /// <summary>N, at least 1.</summary>
    public required int Examples { get; init; }

    /// <summary>Shape of one example's data.</summary>
    public required IReadOnlyList<int> ExampleShape { get; init; }

    /// <summary>Names of the N images, with / between folders; null where the examples came from a data set.</summary>
    public required IReadOnlyList<string>? Names { get; init; }

    /// <summary><see cref="AnsStack.ToBytes"/> of all that is coded.</summary>
    public required byte[] Message { get; init; }

    /// <summary>Numbers in one example.</summary>
    public int Dimensions => ExampleShape.Aggregate(1, (product, size) => checked(product * size));

    private protected abstract int FormatNumber { get; }

    /// <summary>The whole file.</summary>
    public byte[] ToBytes()
    {
        using var bytes = new MemoryStream();
        bytes.Write(Magic);
        Write(bytes, FormatNumber);
        bytes.Write(ModelHash);
        WriteFields(bytes);
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

    /// <summary>What stands between model and names.</summary>
    private protected abstract void WriteFields(MemoryStream bytes);

    private protected static void Write(MemoryStream bytes, int number)
    {
        var rest = (uint)number;
        for (; rest >= 0x80; rest >>= 7) bytes.WriteByte((byte)(rest | 0x80));
        bytes.WriteByte((byte)rest);
    }

    private protected static void WriteList(MemoryStream bytes, IReadOnlyList<int> list)
    {
        Write(bytes, list.Count);
        foreach (var number in list) Write(bytes, number);
    }

    private protected static void WriteFixed(MemoryStream bytes, uint number)
    {
        Span<byte> word = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(word, number);
        bytes.Write(word);
    }
}
