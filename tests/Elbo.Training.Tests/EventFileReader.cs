using System.Text;
using Elbo.Training.Runs;

namespace Elbo.Training.Tests;

/// <summary>Reads TensorBoard's files by the format's description, sharing nothing with what writes them.</summary>
internal static class EventFileReader
{
    public static List<(long Step, string Tag, float Value)> Scalars(string run) => [.. Events(RunDirectory.Open(run).Stages[0].EventsPath).SelectMany(e => e.Scalars.Select(s => (e.Step, s.Tag, s.Value)))];

    public static List<Event> Events(string path)
    {
        var (bytes, events) = (File.ReadAllBytes(path), new List<Event>());
        for (var at = 0; at < bytes.Length;)
        {
            var length = (int)BitConverter.ToUInt64(bytes, at);
            BitConverter.ToUInt32(bytes, at + 8).ShouldBe(Masked(bytes.AsSpan(at, 8)), "checksum of a length");
            BitConverter.ToUInt32(bytes, at + 12 + length).ShouldBe(Masked(bytes.AsSpan(at + 12, length)), "checksum of a message");
            events.Add(Read(bytes.AsSpan(at + 12, length)));
            at += 16 + length;
        }
        return events;
    }

    /// <summary>Bit by bit, with Castagnoli's polynomial reflected.</summary>
    public static uint Crc32C(ReadOnlySpan<byte> bytes)
    {
        var crc = 0xffffffffu;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? crc >> 1 ^ 0x82f63b78u : crc >> 1;
        }
        return ~crc;
    }

    private static uint Masked(ReadOnlySpan<byte> bytes)
    {
        var crc = Crc32C(bytes);
        return unchecked((crc >> 15 | crc << 17) + 0xa282ead8u);
    }

    private static Event Read(ReadOnlySpan<byte> message)
    {
        var result = new Event();
        foreach (var (field, number, content) in Fields(message))
        {
            if (field == 1) result.WallTime = BitConverter.UInt64BitsToDouble(number);
            if (field == 2) result.Step = (long)number;
            if (field == 3) result.Version = Encoding.UTF8.GetString(content);
            if (field == 5)
                foreach (var (_, _, value) in Fields(content)) result.Scalars.Add(Scalar(value));
        }
        return result;
    }

    private static (string, float) Scalar(byte[] value)
    {
        var fields = Fields(value);
        return (Encoding.UTF8.GetString(fields.Single(f => f.Field == 1).Content), BitConverter.UInt32BitsToSingle((uint)fields.Single(f => f.Field == 2).Number));
    }

    private static List<(int Field, ulong Number, byte[] Content)> Fields(ReadOnlySpan<byte> message)
    {
        var fields = new List<(int, ulong, byte[])>();
        for (var at = 0; at < message.Length;)
        {
            var key = Varint(message, ref at);
            switch (key & 7)
            {
                case 0:
                    fields.Add(((int)(key >> 3), Varint(message, ref at), []));
                    break;
                case 1:
                    fields.Add(((int)(key >> 3), BitConverter.ToUInt64(message[at..]), []));
                    at += 8;
                    break;
                case 2:
                    var length = (int)Varint(message, ref at);
                    fields.Add(((int)(key >> 3), 0, message.Slice(at, length).ToArray()));
                    at += length;
                    break;
                case 5:
                    fields.Add(((int)(key >> 3), BitConverter.ToUInt32(message[at..]), []));
                    at += 4;
                    break;
                default:
                    throw new InvalidDataException($"wire type {key & 7}");
            }
        }
        return fields;
    }

    private static ulong Varint(ReadOnlySpan<byte> message, ref int at)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = message[at++];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80) return value;
        }
    }

    internal sealed class Event
    {
        public double WallTime { get; set; }

        public long Step { get; set; }

        public string Version { get; set; } = "";

        public List<(string Tag, float Value)> Scalars { get; } = [];
    }
}
