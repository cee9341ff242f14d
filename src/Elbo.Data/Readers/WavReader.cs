using System.Buffers.Binary;
using Elbo.Torch.IO;
using NAudio.Codecs;
using NAudio.Wave;

namespace Elbo.Data;

/// <summary>
/// Reads WAV files: whole numbers of 8, 16, 24 or 32 bits, floats of 32 or 64, A-law and µ-law, plain or extensible, any number of channels, which are
/// averaged. Chunks other than the format and the samples are passed over.
/// </summary>
public static class WavReader
{
    private const long MostFileBytes = 1L << 30;
    private const int MostChannels = 256;

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
    public static Waveform Decode(byte[] bytes, string path)
    {
        if (bytes.Length < 12 || !bytes.AsSpan(0, 4).SequenceEqual("RIFF"u8) || !bytes.AsSpan(8, 4).SequenceEqual("WAVE"u8))
            throw new DataException($"{path}: not a WAV file: it does not begin with RIFF … WAVE");
        var (start, claimed) = DataChunk(bytes) ?? throw new DataException($"{path}: cut: it has no samples");
        var rest = bytes.Length - start;
        // A recorder that was cut off wrote no length: what follows are the samples, the last of them cut.
        var isOpen = claimed is 0 or UnknownLength && rest > 0;
        if (!isOpen && claimed > rest) throw new DataException($"{path}: cut: a chunk claims {claimed} bytes, {rest} are left");
        var length = isOpen ? rest : (int)claimed;
        if (length == 0) throw new DataException($"{path}: has no sample");
        // The library believes both lengths, of which a cut-off recorder wrote neither.
        bytes = [.. bytes];
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), bytes.Length - 8);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(start - 4), length);
        try
        {
            using var reader = new WaveFileReader(new MemoryStream(bytes, writable: false));
            if (reader.Length != length) throw new DataException($"{path}: damaged: its chunks contradict each other");
            var (format, encoding) = (reader.WaveFormat, Encoding(reader.WaveFormat));
            Check(format, encoding, path);
            if (isOpen) length -= length % format.BlockAlign;
            if (length % format.BlockAlign != 0) throw new DataException($"{path}: cut: {length} bytes of samples, each of {format.BlockAlign}");
            var samples = encoding switch
            {
                WaveFormatEncoding.ALaw => Array.ConvertAll(bytes[start..(start + length)], b => ALawDecoder.ALawToLinearSample(b) / 32768f),
                WaveFormatEncoding.MuLaw => Array.ConvertAll(bytes[start..(start + length)], b => MuLawDecoder.MuLawToLinearSample(b) / 32768f),
                _ => Samples(reader.ToSampleProvider(), length / (format.BitsPerSample / 8)),
            };
            return new Waveform(Mono(samples, format.Channels, path), format.SampleRate) { IsOpenEnded = isOpen };
        }
        // The library answers damage with exceptions of many kinds.
        catch (Exception e) when (e is not (DataException or OutOfMemoryException))
        {
            throw new DataException($"{path}: damaged: {Printed.Plain(e.Message)}", e);
        }
    }

    /// <summary>Where the samples begin and how many bytes they are said to be, which the library does not tell apart from what there is.</summary>
    private static (int Start, uint Claimed)? DataChunk(ReadOnlySpan<byte> bytes)
    {
        for (long at = 12; at + 8 <= bytes.Length;)
        {
            var chunk = bytes[(int)at..];
            var claimed = BinaryPrimitives.ReadUInt32LittleEndian(chunk[4..]);
            if (chunk[..4].SequenceEqual("data"u8)) return ((int)at + 8, claimed);
            // Chunks of odd length are followed by a byte that does not count.
            at += 8 + (long)claimed + (claimed & 1);
        }

        return null;
    }

    /// <summary>Of an extensible format the plain one that it stands for.</summary>
    private static WaveFormatEncoding Encoding(WaveFormat format) =>
        format is { Encoding: WaveFormatEncoding.Extensible } and WaveFormatExtraData { ExtraData: { Length: >= 8 } extra } ? (WaveFormatEncoding)BinaryPrimitives.ReadUInt16LittleEndian(extra.AsSpan(6)) : format.Encoding;

    private static void Check(WaveFormat format, WaveFormatEncoding encoding, string path)
    {
        var isRead = (encoding, format.BitsPerSample) is (WaveFormatEncoding.Pcm, 8 or 16 or 24 or 32) or (WaveFormatEncoding.IeeeFloat, 32 or 64) or (WaveFormatEncoding.ALaw or WaveFormatEncoding.MuLaw, 8);
        if (!isRead) throw new DataException($"{path}: format {(int)encoding} with {format.BitsPerSample} bits; whole numbers (1) of 8, 16, 24 or 32 bits, floats (3) of 32 or 64, A-law (6) and µ-law (7) are read");
        if (format.Channels is < 1 or > MostChannels) throw new DataException($"{path}: damaged: {format.Channels} channels");
        if (format.SampleRate is < Waveform.LeastRate or > Waveform.MostRate) throw new DataException($"{path}: {format.SampleRate} samples per second; {Waveform.LeastRate} to {Waveform.MostRate} are read");
        var frame = format.Channels * format.BitsPerSample / 8;
        if (format.BlockAlign != frame) throw new DataException($"{path}: damaged: {format.Channels} channels of {format.BitsPerSample} bits are {frame} bytes, not {format.BlockAlign}");
    }

    /// <summary>Samples of all channels in turn; whole numbers are brought to [−1, 1).</summary>
    private static float[] Samples(ISampleProvider provider, int count)
    {
        var samples = new float[count];
        for (var at = 0; at < count;)
        {
            var read = provider.Read(samples.AsSpan(at));
            if (read <= 0) throw new InvalidDataException("the samples end early");
            at += read;
        }

        return samples;
    }

    private static float[] Mono(float[] samples, int channels, string path)
    {
        var mono = channels == 1 ? samples : new float[samples.Length / channels];
        for (var i = 0; i < mono.Length; i++)
        {
            var sum = 0.0;
            for (var c = 0; c < channels; c++) sum += samples[(i * channels) + c];
            mono[i] = (float)(sum / channels);
            if (!float.IsFinite(mono[i])) throw new DataException($"{path}: damaged: sample {i} is not a finite number");
        }

        return mono;
    }
}
