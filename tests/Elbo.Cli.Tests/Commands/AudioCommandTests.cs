using System.Text.Json.Nodes;
using Elbo.Data;

namespace Elbo.Cli.Tests.Commands;

/// <summary>A model of audio on a folder of WAV files, from training to listening.</summary>
public sealed class AudioCommandTests : IDisposable
{
    private const int Samples = 256;

    private readonly TemporaryFolder folder = new();

    [Fact]
    [Trait("Category", "Long")]
    public void A_model_of_audio_is_trained_heard_converted_and_probed()
    {
        foreach (var split in new[] { "train", "test" })
            for (var n = 0; n < 24; n++) Tone($"data/{split}/{(n % 2 == 0 ? "high" : "low")}/{n:00}.wav", n % 2 == 0 ? 900 : 300, n);
        Fine("data", "show", At("data"), "--out", At("data.png"));
        JsonNode.Parse(Fine("data", "info", At("data"), "--json"))!["sample_rate"]!.GetValue<int>().ShouldBe(8000);

        string[] settings =
        [
            "data.samples=256", "model.channels=[4,8]", "model.vectorSize=4", "model.quantizer.vector.codes=8", "model.window=64", "model.conditionChannels=8", "model.decoderCondition=label",
            "model.decoder={\"features\":8,\"skipFeatures\":8,\"cycle\":3,\"repeats\":1}", "model.prior.waveNet={\"features\":8,\"skipFeatures\":8,\"cycle\":2,\"repeats\":1}",
            "training.batch=4", "training.learningRate=0.01",
        ];
        var run = At("run");
        Fine(["train", "vq-vae-audio", "--data", At("data"), "--epochs", "3", "--out", run, "--quiet", .. settings.SelectMany(s => new[] { "--set", s })]);
        File.Exists(Path.Combine(run, "samples", "reconstructions.wav")).ShouldBeTrue();

        Fine("sample", run, "-n", "2", "--out", At("s.wav"));
        // Two of 256 samples, a quarter of a second after each.
        WavReader.Load(At("s.wav")).Samples.Length.ShouldBe(2 * (Samples + 2000));
        Fine("reconstruct", run, "-n", "3", "--out", At("heard"));
        Directory.GetFiles(At("heard")).Select(Path.GetFileName).Order().ShouldBe(
            ["001-reconstruction.wav", "001.wav", "002-reconstruction.wav", "002.wav", "003-reconstruction.wav", "003.wav", "overview.png"]);
        // A recording of 200 samples comes back as one, though the model works on 256.
        foreach (var name in new[] { "001.wav", "001-reconstruction.wav" }) WavReader.Load(At($"heard/{name}")).Samples.Length.ShouldBe(200);
        Fine("convert", run, "--to", "low", "-n", "1", "--first", "2", "--out", At("low"));
        File.Exists(At("low/001-low.wav")).ShouldBeTrue();

        var wrong = Elbo.Run("convert", run, "--to", "lov");
        wrong.ExitCode.ShouldBe(2);
        wrong.Complaints.ShouldHaveSingleItem().ShouldContain("no label 'lov'; did you mean 'low'?");
        Elbo.Run("probe", run, "--factor", "lable").Complaints.ShouldHaveSingleItem().ShouldContain("did you mean 'label'?");

        var probe = JsonNode.Parse(Fine("probe", run, "--json"))!["probes"]![0]!;
        probe["codes"]!.GetValue<int>().ShouldBe(24 * (200 / 4));
        probe["all_codes_majority"]!.GetValue<double>().ShouldBe(0.5);
        // Two tones are told apart by nearly any code.
        probe["all_codes"]!.GetValue<double>().ShouldBeGreaterThan(0.8);
    }

    [Fact]
    public void Recordings_are_shown_at_the_length_they_have()
    {
        int[] lengths = [900, 1100, 8000, 1];
        for (var n = 0; n < lengths.Length; n++)
        {
            Directory.CreateDirectory(At("sounds"));
            WavWriter.Save(At($"sounds/{n}.wav"), [.. Enumerable.Range(0, lengths[n]).Select(i => (float)Math.Sin(i / 5.0) * 0.3f)], 8000);
        }

        Fine("data", "show", At("sounds"), "--out", At("shown"));
        lengths.Select((_, n) => WavReader.Load(At($"shown/{n + 1:000}.wav")).Samples.Length).ShouldBe(lengths);
        Fine("data", "show", At("sounds"), "--out", At("shown.wav"));
        // A quarter of a second after each.
        WavReader.Load(At("shown.wav")).Samples.Length.ShouldBe(lengths.Sum() + (lengths.Length * 2000));
    }

    [Fact]
    public void Silence_and_recordings_of_no_stated_length_are_warned_of()
    {
        Directory.CreateDirectory(At("sounds"));
        var tone = WavWriter.Encode([.. Enumerable.Range(0, 2000).Select(i => (float)Math.Sin(i / 5.0))], 8000);
        File.WriteAllBytes(At("sounds/a.wav"), tone);
        File.WriteAllBytes(At("sounds/quiet.wav"), WavWriter.Encode(new float[500], 8000));
        var at = tone.AsSpan().IndexOf("data"u8);
        tone.AsSpan(at + 4, 4).Clear();
        File.WriteAllBytes(At("sounds/cut.wav"), tone);

        var outcome = Elbo.Run("data", "info", At("sounds"));
        (outcome.Output + outcome.Errors).ShouldSatisfyAllConditions(
            t => t.ShouldContain("warning: 1 of 3 recordings are silent: quiet.wav"),
            t => t.ShouldContain("warning: 1 of 3 recordings say a length of 0 and are read to the end of their files: cut.wav"),
            t => t.ShouldContain("[2048]"));
    }

    public void Dispose() => folder.Dispose();

    private string At(string name) => Path.Combine(folder.Path, name);

    private static string Fine(params string[] words)
    {
        var outcome = Elbo.Run(words);
        outcome.ExitCode.ShouldBe(0, outcome.Errors);
        return outcome.Output;
    }

    /// <summary>200 samples at 8 kHz, so that an example ends with silence.</summary>
    private void Tone(string name, double hertz, int phase)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(name))!);
        WavWriter.Save(At(name), [.. Enumerable.Range(0, 200).Select(i => (float)(0.5 * Math.Sin((2 * Math.PI * hertz * i / 8000) + phase)))], 8000);
    }
}
