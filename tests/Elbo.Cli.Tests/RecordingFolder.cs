using System.Buffers.Binary;
using Elbo.Data;
using Elbo.Torch;

namespace Elbo.Cli.Tests;

/// <summary>
/// A folder of recordings as people have them, made of spoken digits: three words by several speakers, one recording from another device, one whose program was stopped before
/// it had written the length into the header, one of silence, and a memo in a form that is not read.
/// </summary>
internal static class RecordingFolder
{
    private const int Rate = 8000, HeaderSize = 44;

    private static readonly (int Digit, string Name)[] words = [(0, "zero"), (5, "five"), (7, "seven")];

    /// <param name="count">Recordings of each word.</param>
    /// <exception cref="DataException">The spoken digits are not at hand.</exception>
    public static void Write(string folder, int count)
    {
        using var data = Datasets.Open("fsdd", new());
        using var scope = TensorScope.Enter();
        var speaker = data.Info.Factors.Index().Single(f => f.Item.Name == "speaker").Index;
        var speakers = data.Info.Factors[speaker].LevelNames;
        var written = new Dictionary<int, int>();
        for (var n = 0L; n < data.Count(Split.Train) && written.Values.Sum() < count * words.Length; n++)
        {
            using var inner = TensorScope.Enter();
            var batch = data.Draw(Split.Train, [n]);
            var digit = (int)batch.Labels!.ToArray<long>()[0];
            if (words.All(w => w.Digit != digit) || written.GetValueOrDefault(digit) == count) continue;
            var number = written[digit] = written.GetValueOrDefault(digit) + 1;
            Directory.CreateDirectory(Path.Combine(folder, words.Single(w => w.Digit == digit).Name));
            var length = (int)batch.LengthsOf(Field.Main)!.ToArray<long>()[0];
            WavWriter.Save(Path.Combine(folder, words.Single(w => w.Digit == digit).Name, $"{speakers[(int)batch.Factors!.ToArray<long>()[speaker]]}-{number:000}.wav"), batch.X.ToArray<float>().AsSpan(0, length).ToArray(), Rate);
        }

        // Each sample twice is the same recording at twice the rate, near enough.
        var other = Directory.GetFiles(Path.Combine(folder, "zero")).Order(StringComparer.Ordinal).First();
        var samples = WavReader.Decode(File.ReadAllBytes(other), other).Samples;
        WavWriter.Save(other, [.. samples.SelectMany(s => (float[])[s, s])], 2 * Rate);
        var stopped = Directory.GetFiles(Path.Combine(folder, "five")).Order(StringComparer.Ordinal).First();
        var bytes = File.ReadAllBytes(stopped);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(HeaderSize - sizeof(int)), 0);
        File.WriteAllBytes(stopped, bytes);
        WavWriter.Save(Path.Combine(folder, "seven", "test.wav"), new float[Rate / 2], Rate);
        File.WriteAllBytes(Path.Combine(folder, "memo.mp3"), [0xFF, 0xFB, 0x90, 0x00]);
    }
}
