using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Elbo.Training.Logs;

/// <summary>
/// Records of a TensorBoard event file: a TFRecord frame around an <c>Event</c> message in protobuf's wire format. Only the fields that
/// scalars need are written; readers skip what is absent.
/// </summary>
internal static class EventRecord
{
    private const int WallTime = 1, Step = 2, FileVersion = 3, Summary = 5;
    private const int SummaryValue = 1, ValueTag = 1, SimpleValue = 2;
    private const int Varint = 0, Fixed64 = 1, Bytes = 2, Fixed32 = 5;

    /// <summary>The first record of a file.</summary>
    /// <param name="seconds">Since 1970.</param>
    public static byte[] Version(double seconds)
    {
        var message = Begin(seconds);
        Field(message, FileVersion, "brain.Event:2"u8);
        return Frame(message.ToArray());
    }

    /// <summary>Scalars of one step.</summary>
    public static byte[] Scalars(double seconds, long step, IEnumerable<(string Tag, double Value)> scalars)
    {
        var summary = new MemoryStream();
        foreach (var (tag, value) in scalars) Field(summary, SummaryValue, Scalar(tag, (float)value));
        var message = Begin(seconds);
        Key(message, Step, Varint);
        Number(message, (ulong)step);
        Field(message, Summary, summary.ToArray());
        return Frame(message.ToArray());
    }

    private static byte[] Scalar(string tag, float value)
    {
        var message = new MemoryStream();
        Field(message, ValueTag, Encoding.UTF8.GetBytes(tag));
        Key(message, SimpleValue, Fixed32);
        Span<byte> single = stackalloc byte[4];
        BinaryPrimitives.WriteSingleLittleEndian(single, value);
        message.Write(single);
        return message.ToArray();
    }

    private static MemoryStream Begin(double seconds)
    {
        var message = new MemoryStream();
        Key(message, WallTime, Fixed64);
        Span<byte> time = stackalloc byte[8];
        BinaryPrimitives.WriteDoubleLittleEndian(time, seconds);
        message.Write(time);
        return message;
    }

    // Length, its checksum, the message, its checksum.
    private static byte[] Frame(ReadOnlySpan<byte> message)
    {
        var frame = new byte[8 + 4 + message.Length + 4];
        BinaryPrimitives.WriteUInt64LittleEndian(frame, (ulong)message.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(8), MaskedChecksum(frame.AsSpan(0, 8)));
        message.CopyTo(frame.AsSpan(12));
        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(12 + message.Length), MaskedChecksum(message));
        return frame;
    }

    // TFRecord's rotation and offset, so that the checksum of data that holds checksums stays useful.
    private static uint MaskedChecksum(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes) crc = BitOperations.Crc32C(crc, value);
        return BitOperations.RotateRight(~crc, 15) + 0xa282ead8;
    }

    private static void Field(MemoryStream to, int field, ReadOnlySpan<byte> content)
    {
        Key(to, field, Bytes);
        Number(to, (ulong)content.Length);
        to.Write(content);
    }

    private static void Key(MemoryStream to, int field, int wireType) => Number(to, (ulong)(field << 3 | wireType));

    private static void Number(MemoryStream to, ulong value)
    {
        for (; value >= 0x80; value >>= 7) to.WriteByte((byte)(value | 0x80));
        to.WriteByte((byte)value);
    }
}
