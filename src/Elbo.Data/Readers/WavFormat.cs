using System.Buffers.Binary;

namespace Elbo.Data;

/// <summary>The <c>fmt </c> chunk of a WAV file.</summary>
/// <param name="Float">IEEE numbers; else whole ones, unsigned where they have 8 bits.</param>
/// <param name="Bits">8, 16, 24 or 32 of whole numbers, 32 or 64 of floats.</param>
internal readonly record struct WavFormat(bool Float, int Channels, int Rate, int Bits)
{
    private const int Pcm = 1, Ieee = 3, Extensible = 0xFFFE;

    /// <summary>Bytes 2 … 15 of a sub-format whose first two are a plain format's number.</summary>
    private static ReadOnlySpan<byte> SubFormat => [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71];

    /// <summary>Bytes of one sample of all channels.</summary>
    public int Frame => Channels * Bits / 8;

    /// <exception cref="DataException">A form that is not read, or fields that contradict each other.</exception>
    public static WavFormat Parse(ReadOnlySpan<byte> chunk, string path)
    {
        if (chunk.Length < 16) throw new DataException($"{path}: damaged: the format chunk has {chunk.Length} bytes, at least 16 are needed");
        int tag = BinaryPrimitives.ReadUInt16LittleEndian(chunk);
        int channels = BinaryPrimitives.ReadUInt16LittleEndian(chunk[2..]);
        var rate = BinaryPrimitives.ReadUInt32LittleEndian(chunk[4..]);
        int frame = BinaryPrimitives.ReadUInt16LittleEndian(chunk[12..]);
        int bits = BinaryPrimitives.ReadUInt16LittleEndian(chunk[14..]);
        if (tag == Extensible)
        {
            if (chunk.Length < 40) throw new DataException($"{path}: damaged: the extensible format chunk has {chunk.Length} bytes, 40 are needed");
            if (!chunk.Slice(26, 14).SequenceEqual(SubFormat)) throw new DataException($"{path}: an extensible format that is neither whole numbers nor floats");
            tag = BinaryPrimitives.ReadUInt16LittleEndian(chunk[24..]);
        }

        if (!(tag == Pcm && bits is (8 or 16 or 24 or 32)) && !(tag == Ieee && bits is (32 or 64)))
            throw new DataException($"{path}: format {tag} with {bits} bits; whole numbers (1) of 8, 16, 24 or 32 bits and floats (3) of 32 or 64 are read");
        if (channels == 0) throw new DataException($"{path}: damaged: no channel");
        if (rate is < Waveform.LeastRate or > Waveform.MostRate) throw new DataException($"{path}: {rate} samples per second; {Waveform.LeastRate} to {Waveform.MostRate} are read");
        var format = new WavFormat(tag == Ieee, channels, (int)rate, bits);
        return format.Frame == frame ? format : throw new DataException($"{path}: damaged: {channels} channels of {bits} bits are {format.Frame} bytes, not {frame}");
    }
}
