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
        // Two of 256 samples, a quarter of a second after each, two bytes a sample.
        new FileInfo(At("s.wav")).Length.ShouldBe(44 + (2 * 2 * (Samples + 2000)));
        Fine("reconstruct", run, "-n", "3", "--out", At("heard"));
        Directory.GetFiles(At("heard")).Select(Path.GetFileName).Order().ShouldBe(
            ["001-reconstruction.wav", "001.wav", "002-reconstruction.wav", "002.wav", "003-reconstruction.wav", "003.wav", "overview.png"]);
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
