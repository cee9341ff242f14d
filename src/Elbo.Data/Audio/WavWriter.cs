using Elbo.Torch.IO;
using NAudio.Wave;

namespace Elbo.Data;

/// <summary>Writes WAV files of one channel with 16 bits a sample.</summary>
public static class WavWriter
{
    /// <summary>The file's bytes. Samples are rounded to k/32768 and clipped to [−1, 32767/32768].</summary>
    /// <exception cref="ArgumentException">A sample is not a number, or there are too many.</exception>
    public static byte[] Encode(ReadOnlySpan<float> samples, int rate)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rate, 1);
        if (samples.Length > int.MaxValue / 4) throw new ArgumentException($"{samples.Length} samples are too many for a file", nameof(samples));
        var bytes = new byte[samples.Length * 2];
        for (var i = 0; i < samples.Length; i++)
        {
            if (float.IsNaN(samples[i])) throw new ArgumentException($"sample {i} is not a number", nameof(samples));
            BitConverter.TryWriteBytes(bytes.AsSpan(i * 2), (short)Math.Clamp(MathF.Round(samples[i] * 32768), short.MinValue, short.MaxValue));
        }

        var file = new MemoryStream();
        using (var writer = new WaveFileWriter(file, new WaveFormat(rate, 16, 1))) writer.Write(bytes, 0, bytes.Length);
        return file.ToArray();
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
