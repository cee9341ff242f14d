using System.Buffers.Binary;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Elbo.Cli.Tests.Runs;

/// <summary>Every line that a command gives to be typed next works, for each kind of data a person may have.</summary>
public sealed partial class NextStepTests : IDisposable
{
    private static readonly string[] real = ["--set", "model.likelihood=gaussian", "--set", "model.outputMean=identity"];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("idx images")]
    [InlineData("images in folders")]
    [InlineData("a few images")]
    [InlineData("an array")]
    [InlineData("a table")]
    [InlineData("recordings")]
    public void Each_printed_next_step_can_be_typed(string kind)
    {
        // A name with a blank, which a shell would part.
        var run = folder.Within($"run of {kind}");
        var (data, more) = Make(kind);
        var trained = Elbo.Run(["train", "vae", "--data", data, "--out", run, "--epochs", "2", "--threads", "1", "--set", "model.hidden=[16]", "--set", "model.latent=2", .. more]);
        trained.ExitCode.ShouldBe(0, trained.Errors);
        var compared = Elbo.Run("compare", run, SmallRun.Train(folder.Within("other"), data, more), "--out", folder.Within("c.html"));
        compared.ExitCode.ShouldBe(0, compared.Errors);
        var lines = Steps(trained.Output + trained.Errors + compared.Output).Distinct().ToList();
        lines.Count.ShouldBeGreaterThan(1);
        foreach (var line in lines)
        {
            var outcome = Elbo.Shell($"cd {folder.Path} && {line.Replace("elbo ", "$ELBO ", StringComparison.Ordinal)}");
            outcome.ExitCode.ShouldBe(0, $"{line}: {outcome.Errors}");
        }
        if (kind.Contains("images", StringComparison.Ordinal)) File.ReadAllText(Path.Combine(run, "report.html")).ShouldContain(kind == "idx images" ? "Test images as the model saw them" : ".pgm");
        // What score's own help shows: examples of the kind the model knows.
        var scored = Elbo.Run("score", run, "--data", data, "--samples", "1", "--out", folder.Within("s.csv"));
        scored.ExitCode.ShouldBe(0, scored.Errors);
    }

    private static IEnumerable<string> Steps(string text) => Typed().Matches(text).Select(m => m.Groups[1].Success ? m.Groups[1].Value : m.Groups[2].Value.Trim());

    [GeneratedRegex("`(elbo [^`]+)`|(?:next|best).*?(elbo [^\n]+)")]
    private static partial Regex Typed();

    private (string Data, string[] Options) Make(string kind)
    {
        switch (kind)
        {
            case "idx images":
                return (SmallImages.Write(folder.Within("idx")), []);
            case "images in folders" or "a few images":
                for (var n = 0; n < (kind == "a few images" ? 5 : 24); n++)
                    Write($"photos/{(kind == "a few images" ? "" : n % 2 == 0 ? "cats/" : "dogs/")}{n}.pgm", [.. "P5 4 4 255\n"u8, .. Enumerable.Range(0, 16).Select(d => (byte)(d * n % 256))]);
                return (folder.Within("photos"), []);
            case "an array":
                return (SmallRun.Npy(folder.Within("x.npy")), []);
            case "a table":
                File.WriteAllLines(folder.Within("t.csv"), ["a,b", .. Enumerable.Range(0, 30).Select(n => string.Create(CultureInfo.InvariantCulture, $"{n * 7 % 13},{Math.Sin(n):0.000}"))]);
                return (folder.Within("t.csv"), real);
            default:
                for (var n = 0; n < 12; n++) Write($"audio/{n}.wav", Wav(n));
                return (folder.Within("audio"), real);
        }
    }

    private void Write(string name, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder.Within(name))!);
        File.WriteAllBytes(folder.Within(name), content);
    }

    // 64 samples of 16 bits at 8 kHz.
    private static byte[] Wav(int seed)
    {
        var bytes = new byte[44 + 128];
        "RIFF"u8.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), bytes.Length - 8);
        "WAVEfmt "u8.CopyTo(bytes.AsSpan(8));
        foreach (var (at, value) in ((int, int)[])[(16, 16), (20, 1 | (1 << 16)), (24, 8000), (28, 16000), (32, 2 | (16 << 16))]) BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(at), value);
        "data"u8.CopyTo(bytes.AsSpan(36));
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(40), 128);
        for (var t = 0; t < 64; t++) BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(44 + 2 * t), (short)(8000 * Math.Sin(t * (0.1 + 0.02 * seed))));
        return bytes;
    }
}
