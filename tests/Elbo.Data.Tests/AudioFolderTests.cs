using Elbo.Testing;
using Elbo.Torch;
using Elbo.Torch.Tests.IO;

namespace Elbo.Data.Tests;

[NoLeak]
public sealed class AudioFolderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Sub_folders_are_classes_and_the_longest_recording_decides_the_length()
    {
        Write("dog/1.wav", WavFile.Mono16(8000, 0x4000));
        Write("cat/b.WAV", WavFile.Mono16(8000, [.. Enumerable.Repeat((short)0x2000, 1500)]));
        using var data = Datasets.Open(folder["data"]);
        data.Info.Shape.ShouldBe([2048]);
        data.Info.SampleRate.ShouldBe(8000);
        data.Info.ClassNames.ShouldBe(["cat", "dog"]);
        data.Info.Factors.ShouldHaveSingleItem().Name.ShouldBe(Factor.Label);
        using var scope = TensorScope.Enter();
        var batch = data.Draw(Split.Train, [1, 0]);
        batch.Labels!.ToArray<long>().ShouldBe([1, 0]);
        batch.LengthsOf(Field.Main)!.ToArray<long>().ShouldBe([1, 1500]);
        var x = batch.X.ToArray<float>();
        x[..2].ShouldBe([0.5f, 0]);
        x[2048..3548].ShouldAllBe(v => v == 0.25f);
        x[3548..].ShouldAllBe(v => v == 0);
    }

    [Fact]
    public void Recordings_are_cut_resampled_and_levelled_as_asked()
    {
        Write("1.wav", WavFile.Mono16(16_000, [.. Enumerable.Repeat((short)0x1000, 4000)]));
        using var data = Datasets.Open(folder["data"], new() { Audio = new() { Rate = 8000, Samples = 1900, Level = true } });
        data.Info.Shape.ShouldBe([1900]);
        using var scope = TensorScope.Enter();
        var batch = data.Draw(Split.Train, [0]);
        batch.Labels.ShouldBeNull();
        batch.Factors.ShouldBeNull();
        batch.LengthsOf(Field.Main)!.ToInt64().ShouldBe(1900);
        // The peak is where the beginning rings (Gibbs' 9 % at most); the constant after it lies below 1 by as much.
        batch.X.ToArray<float>().Max().ShouldBe(1);
        batch.X.ToArray<float>()[1000].ShouldBeInRange(0.9f, 1);
    }

    [Fact]
    public void A_split_held_out_and_another_length_have_fingerprints_of_their_own()
    {
        foreach (var name in new[] { "a", "b", "c" }) Write($"{name}.wav", WavFile.Mono16(8000, 1, 2, 3));
        string Print(DataOptions options)
        {
            using var data = Datasets.Open(folder["data"], options);
            return data.Fingerprint;
        }

        DataOptions[] all = [new(), new() { ValidationCount = 1 }, new() { Audio = new() { Samples = 3 } }, new() { Audio = new() { Level = true } }, new() { Audio = new() { Rate = 4000 } }];
        all.Select(Print).ShouldBeUnique();
        Print(new()).ShouldBe(Print(new()));
        using var held = Datasets.Open(folder["data"], all[1]);
        (held.Count(Split.Train), held.Count(Split.Validation), held.Count(Split.Test)).ShouldBe((2, 1, 0));
    }

    [Fact]
    public void What_is_wrong_names_the_file()
    {
        Write("a.wav", WavFile.Mono16(8000, 1));
        Write("b.wav", WavFile.Mono16(16_000, 1));
        Message(new()).ShouldBe($"{folder["data/b.wav"]}: 16000 samples per second, but {folder["data/a.wav"]} has 8000: data.sampleRate brings all to one rate (--set data.sampleRate=8000)");
        Message(new() { MemoryBudget = 10 }).ShouldContain("more than the memory budget");
        Message(new() { Audio = new() { Rate = 10 } }).ShouldContain("a sample rate of 10");
        Message(new() { Audio = new() { Samples = 0 } }).ShouldContain("examples of 0 samples");
        Write("b.wav", [1, 2]);
        Message(new()).ShouldStartWith($"{folder["data/b.wav"]}: not a WAV file");
        Write("c.pgm", "P5 1 1 255\nx"u8.ToArray());
        Message(new()).ShouldContain("both images and recordings");
    }

    public void Dispose() => folder.Dispose();

    private string Message(DataOptions options) => Should.Throw<DataException>(() => Datasets.Open(folder["data"], options)).Message;

    private void Write(string name, byte[] content)
    {
        var path = folder[$"data/{name}"];
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
    }
}
