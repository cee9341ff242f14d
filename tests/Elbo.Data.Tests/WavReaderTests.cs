using Elbo.Testing;
using Elbo.Torch.Tests.IO;

namespace Elbo.Data.Tests;

[NoLeak]
public sealed class WavReaderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Whole_numbers_of_every_width_are_brought_to_full_scale()
    {
        Read(1, 8, [0, 128, 255]).ShouldBe([-1, 0, 127 / 128f]);
        Read(1, 16, [0, 0x80, 0, 0, 0xFF, 0x7F]).ShouldBe([-1, 0, 32767 / 32768f]);
        Read(1, 24, [0, 0, 0x80, 1, 0, 0, 0, 0, 0x40]).ShouldBe([-1, 1 / 8388608f, 0.5f]);
        Read(1, 32, [0, 0, 0, 0x80, 0, 0, 0, 0x40]).ShouldBe([-1, 0.5f]);
    }

    [Fact]
    public void Floats_are_taken_as_they_are()
    {
        Read(3, 32, [.. BitConverter.GetBytes(0.25f), .. BitConverter.GetBytes(-1.5f)]).ShouldBe([0.25f, -1.5f]);
        Read(3, 64, [.. BitConverter.GetBytes(0.1), .. BitConverter.GetBytes(-1.0)]).ShouldBe([0.1f, -1]);
    }

    [Fact]
    public void Channels_are_averaged()
    {
        var stereo = WavFile.Build(WavFile.Format(1, 2, 44_100, 16), WavFile.Chunk("data", 0, 0x40, 0, 0, 0, 0xC0, 0, 0x40));
        var audio = WavReader.Decode(stereo, "x");
        audio.Rate.ShouldBe(44_100);
        audio.Samples.ShouldBe([0.25f, 0]);
        WavReader.Decode(WavFile.Build(WavFile.Format(1, 5, 8000, 8), WavFile.Chunk("data", 128, 128, 128, 128, 128 + 80)), "x").Samples.ShouldBe([80 / 128f / 5]);
    }

    [Fact]
    public void The_extensible_form_and_chunks_of_odd_length_are_read()
    {
        var file = WavFile.Build(WavFile.Chunk("LIST", 1, 2, 3), WavFile.Extensible(1, 1, 16_000, 16), WavFile.Chunk("odd ", 7), WavFile.Chunk("data", 0, 0x40), WavFile.Chunk("tail", 1));
        WavReader.Decode(file, "x").ShouldSatisfyAllConditions(s => s.Rate.ShouldBe(16_000), s => s.Samples.ShouldBe([0.5f]));
        WavReader.Decode(WavFile.Build(WavFile.Extensible(3, 1, 16_000, 32), WavFile.Chunk("data", BitConverter.GetBytes(0.5f))), "x").Samples.ShouldBe([0.5f]);
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(uint.MaxValue)]
    public void A_length_unknown_to_its_writer_means_the_rest_of_the_file(uint claimed)
    {
        byte[] file = [.. WavFile.Build(WavFile.Format(1, 1, 8000, 16)), .. "data"u8, .. BitConverter.GetBytes(claimed), 0, 0x40, 0, 0xC0];
        foreach (var cut in new byte[][] { [], [7] })
        {
            var audio = WavReader.Decode([.. file, .. cut], "x");
            audio.Samples.ShouldBe([0.5f, -0.5f]);
            audio.IsOpenEnded.ShouldBeTrue();
        }
    }

    /// <summary>The tables of ITU-T G.711: both laws have about 13 bits, and 0xD5 and 0xFF stand for the least positive value.</summary>
    [Fact]
    public void Telephone_recordings_are_read()
    {
        Read(6, 8, [0xD5, 0x55, 0xAA, 0x2A]).ShouldBe([8 / 32768f, -8 / 32768f, 32256 / 32768f, -32256 / 32768f]);
        Read(7, 8, [0xFF, 0x80, 0x00]).ShouldBe([0, 32124 / 32768f, -32124 / 32768f]);
    }

    [Fact]
    public void What_is_wrong_is_said_in_one_line()
    {
        Message([1, 2, 3]).ShouldBe("x: not a WAV file: it does not begin with RIFF … WAVE");
        Message(WavFile.Build(WavFile.Format(1, 1, 8000, 16))).ShouldBe("x: cut: it has no samples");
        Message(WavFile.Build(WavFile.Chunk("data", 1, 2))).ShouldStartWith("x: damaged: ");
        Message(WavFile.Build(WavFile.Format(1, 1, 8000, 16), WavFile.Chunk("data"))).ShouldBe("x: has no sample");
        Message(WavFile.Mono16(8000, 1, 2)[..^1]).ShouldBe("x: cut: a chunk claims 4 bytes, 3 are left");
        Message(WavFile.Build(WavFile.Format(1, 2, 8000, 16), WavFile.Chunk("data", 1, 2))).ShouldBe("x: cut: 2 bytes of samples, each of 4");
        Message(WavFile.Build(WavFile.Format(85, 1, 8000, 16), WavFile.Chunk("data", 0, 0))).ShouldContain("format 85 with 16 bits");
        Message(WavFile.Build(WavFile.Format(1, 1, 8000, 12), WavFile.Chunk("data", 0, 0))).ShouldContain("format 1 with 12 bits");
        Message(WavFile.Build(WavFile.Format(3, 1, 8000, 16), WavFile.Chunk("data", 0, 0))).ShouldContain("format 3 with 16 bits");
        Message(WavFile.Build(WavFile.Format(1, 0, 8000, 16), WavFile.Chunk("data", 0, 0))).ShouldStartWith("x: damaged: ");
        Message(WavFile.Build(WavFile.Format(1, 1, 7, 16), WavFile.Chunk("data", 0, 0))).ShouldContain("7 samples per second");
        Message(WavFile.Build(WavFile.Chunk("fmt ", 1, 0), WavFile.Chunk("data", 0, 0))).ShouldStartWith("x: damaged: ");
        Message(WavFile.Build(WavFile.Format(3, 1, 8000, 32), WavFile.Chunk("data", BitConverter.GetBytes(float.NaN)))).ShouldBe("x: damaged: sample 0 is not a finite number");
        Should.Throw<DataException>(() => WavReader.Load(folder["none.wav"])).Message.ShouldBe($"{folder["none.wav"]}: no such file");
    }

    [Fact]
    public void What_is_written_is_read_to_half_a_step_of_16_bits()
    {
        var samples = Enumerable.Range(0, 1000).Select(i => (float)Math.Sin(i * 0.1)).ToArray();
        WavWriter.Save(folder["new/sine.wav"], samples, 22_050);
        var read = WavReader.Load(folder["new/sine.wav"]);
        read.Rate.ShouldBe(22_050);
        // The step is 1/32768; the clipped peak is off by a whole one at most.
        for (var i = 0; i < samples.Length; i++) Math.Abs(read.Samples[i] - samples[i]).ShouldBeLessThanOrEqualTo(1 / 32768f);
        WavReader.Decode(WavWriter.Encode([2, -2], 8000), "x").Samples.ShouldBe([32767 / 32768f, -1]);
        Should.Throw<ArgumentException>(() => WavWriter.Encode([float.NaN], 8000));
    }

    [Fact]
    public void Damaged_wav_files_load_or_are_refused() => Mutate(Mutation.Few);

    [Fact]
    [Trait("Category", "Long")]
    public void Many_damaged_wav_files_load_or_are_refused() => Mutate(Mutation.Many);

    public void Dispose() => folder.Dispose();

    private void Mutate(int count) => Mutation.Run<DataException>(
        WavFile.Build(WavFile.Chunk("LIST", IdxFile.Noise(9)), WavFile.Extensible(1, 2, 8000, 16), WavFile.Chunk("data", IdxFile.Noise(400))),
        count, 12, folder["mutant"], path => WavReader.Load(path)).ShouldBeInRange(count / 8, count - 1);

    private static float[] Read(int tag, int bits, byte[] data) => WavReader.Decode(WavFile.Build(WavFile.Format(tag, 1, 8000, bits), WavFile.Chunk("data", data)), "x").Samples;

    private static string Message(byte[] file) => Should.Throw<DataException>(() => WavReader.Decode(file, "x")).Message;
}
