using System.Buffers.Binary;

namespace Elbo.Data;

/// <summary>
/// Reads RIFF WAVE files: whole numbers of 8, 16, 24 or 32 bits, floats of 32 or 64, plain or extensible, any number of channels, which are
/// averaged. Chunks other than the format and the samples are passed over.
/// </summary>
public static class WavReader
{
    private const long MostFileBytes = 1L << 30;

    /// <summary>What writers to a pipe put for a length they do not know.</summary>
    private const uint UnknownLength = uint.MaxValue;

    /// <exception cref="DataException">The file cannot be read, is damaged or cut, or has a form that is not read; the message names it.</exception>
    public static Waveform Load(string path) => PackedFile.Guard(path, () =>
    {
        var length = new FileInfo(path).Length;
        if (length > MostFileBytes) throw new DataException($"{path}: {length} bytes, at most {MostFileBytes} are read of a recording");
        return Decode(File.ReadAllBytes(path), path);
    });

    /// <summary>The audio in a file's bytes.</summary>
    /// <param name="path">What messages call it.</param>
    /// <inheritdoc cref="Load" path="/exception"/>
    public static Waveform Decode(ReadOnlySpan<byte> bytes, string path)
    {
        if (bytes.Length < 12 || !bytes[..4].SequenceEqual("RIFF"u8) || !bytes.Slice(8, 4).SequenceEqual("WAVE"u8))
            throw new DataException($"{path}: not a WAV file: it does not begin with RIFF … WAVE");
        WavFormat? format = null;
        for (var rest = bytes[12..]; rest.Length >= 8;)
        {
            var name = rest[..4];
            var claimed = BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]);
            var isData = name.SequenceEqual("data"u8);
            var body = rest[8..];
            if (isData && claimed == UnknownLength) claimed = (uint)body.Length;
            if (claimed > body.Length) throw new DataException($"{path}: cut: a chunk claims {claimed} bytes, {body.Length} are left");
            var chunk = body[..(int)claimed];
            if (isData) return Samples(chunk, format ?? throw new DataException($"{path}: damaged: the samples come before their format"), path);
            if (name.SequenceEqual("fmt "u8)) format = WavFormat.Parse(chunk, path);
            // Chunks of odd length are followed by a byte that does not count.
            rest = body[Math.Min(body.Length, chunk.Length + (chunk.Length & 1))..];
        }

        throw new DataException($"{path}: cut: it has no samples");
    }

    private static Waveform Samples(ReadOnlySpan<byte> data, WavFormat format, string path)
    {
        if (data.Length % format.Frame != 0) throw new DataException($"{path}: cut: {data.Length} bytes of samples, each of {format.Frame}");
        var samples = new float[data.Length / format.Frame];
        var step = format.Bits / 8;
        for (var i = 0; i < samples.Length; i++)
        {
            var sum = 0.0;
            for (var c = 0; c < format.Channels; c++) sum += Value(data.Slice((i * format.Frame) + (c * step), step), format.Float);
            samples[i] = (float)(sum / format.Channels);
            if (!float.IsFinite(samples[i])) throw new DataException($"{path}: damaged: sample {i} is not a finite number");
        }

        return new Waveform(samples, format.Rate);
    }

    /// <summary>Whole numbers are brought to [−1, 1).</summary>
    private static double Value(ReadOnlySpan<byte> bytes, bool isFloat) => (bytes.Length, isFloat) switch
    {
        (1, _) => (bytes[0] - 128) / 128.0,
        (2, _) => BinaryPrimitives.ReadInt16LittleEndian(bytes) / 32768.0,
        (3, _) => ((bytes[0] << 8) | (bytes[1] << 16) | (bytes[2] << 24)) / 2147483648.0,
        (4, false) => BinaryPrimitives.ReadInt32LittleEndian(bytes) / 2147483648.0,
        (4, true) => BinaryPrimitives.ReadSingleLittleEndian(bytes),
        _ => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
    };
}
