using System.Buffers.Binary;
using Elbo.Torch.IO;

namespace Elbo.Data;

/// <summary>Writes WAV files of one channel with 16 bits a sample.</summary>
public static class WavWriter
{
    private const int HeaderBytes = 44;

    /// <summary>The file's bytes. Samples are rounded to k/32768 and clipped to [−1, 32767/32768].</summary>
    /// <exception cref="ArgumentException">A sample is not a number, or there are too many.</exception>
    public static byte[] Encode(ReadOnlySpan<float> samples, int rate)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rate, 1);
        if (samples.Length > (int.MaxValue - HeaderBytes) / 2) throw new ArgumentException($"{samples.Length} samples are too many for a file", nameof(samples));
        var bytes = new byte[HeaderBytes + (samples.Length * 2)];
        "RIFF"u8.CopyTo(bytes);
        Put(4, bytes.Length - 8);
        "WAVEfmt "u8.CopyTo(bytes.AsSpan(8));
        Put(16, 16);
        Put(20, 1 | (1 << 16)); // Whole numbers, one channel.
        Put(24, rate);
        Put(28, rate * 2);
        Put(32, 2 | (16 << 16)); // Two bytes, 16 bits.
        "data"u8.CopyTo(bytes.AsSpan(36));
        Put(40, samples.Length * 2);
        for (var i = 0; i < samples.Length; i++)
        {
            if (float.IsNaN(samples[i])) throw new ArgumentException($"sample {i} is not a number", nameof(samples));
            var value = (short)Math.Clamp(MathF.Round(samples[i] * 32768), short.MinValue, short.MaxValue);
            BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(HeaderBytes + (i * 2)), value);
        }

        return bytes;

        void Put(int at, int value) => BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(at), value);
    }

    /// <summary>Writes a file, which appears whole or not at all; its folder is made where there is none.</summary>
    /// <exception cref="IOException">The file cannot be written; the message names it.</exception>
    public static void Save(string path, ReadOnlySpan<float> samples, int rate)
    {
        var bytes = Encode(samples, rate);
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder) Directory.CreateDirectory(folder);
        AtomicFile.WriteBytes(path, bytes);
    }
}
