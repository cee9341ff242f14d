using System.Buffers.Binary;
using System.Numerics;
using Google.Protobuf;
using static Google.Protobuf.WireFormat;

namespace Elbo.Training.Logs;

/// <summary>
/// Records of a TensorBoard event file: a TFRecord frame around an <c>Event</c> message in protobuf's wire format. Only the fields that
/// scalars need are written; readers skip what is absent.
/// </summary>
internal static class EventRecord
{
    private const int WallTime = 1, Step = 2, FileVersion = 3, Summary = 5;
    private const int SummaryValue = 1, ValueTag = 1, SimpleValue = 2;

    /// <summary>The first record of a file.</summary>
    /// <param name="seconds">Since 1970.</param>
    public static byte[] Version(double seconds) => Frame(Message(to =>
    {
        Write(to, seconds);
        to.WriteTag(FileVersion, WireType.LengthDelimited);
        to.WriteString("brain.Event:2");
    }));

    /// <summary>Scalars of one step.</summary>
    public static byte[] Scalars(double seconds, long step, IEnumerable<(string Tag, double Value)> scalars) => Frame(Message(to =>
    {
        Write(to, seconds);
        to.WriteTag(Step, WireType.Varint);
        to.WriteInt64(step);
        Write(to, Summary, summary =>
        {
            foreach (var (tag, value) in scalars) Write(summary, SummaryValue, scalar => Write(scalar, tag, (float)value));
        });
    }));

    private static void Write(CodedOutputStream to, double seconds)
    {
        to.WriteTag(WallTime, WireType.Fixed64);
        to.WriteDouble(seconds);
    }

    private static void Write(CodedOutputStream to, string tag, float value)
    {
        to.WriteTag(ValueTag, WireType.LengthDelimited);
        to.WriteString(tag);
        to.WriteTag(SimpleValue, WireType.Fixed32);
        to.WriteFloat(value);
    }

    private static void Write(CodedOutputStream to, int field, Action<CodedOutputStream> content)
    {
        to.WriteTag(field, WireType.LengthDelimited);
        to.WriteBytes(ByteString.CopyFrom(Message(content)));
    }

    private static byte[] Message(Action<CodedOutputStream> content)
    {
        using var bytes = new MemoryStream();
        using (var to = new CodedOutputStream(bytes)) content(to);
        return bytes.ToArray();
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
}
