namespace Elbo.Cli.Tests.Commands;

/// <summary>Two runs on 8 × 8 images, with codes of three and of two dimensions, trained once for the tests that look at them.</summary>
public sealed class TrainedRuns : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public TrainedRuns()
    {
        Data = SmallImages.Write(At("data"));
        Wide = Train("wide", 3);
        Flat = Train("flat", 2);
    }

    public string Data { get; }

    /// <summary>With a code of three dimensions.</summary>
    public string Wide { get; }

    /// <summary>With a code of two.</summary>
    public string Flat { get; }

    public string At(string name) => Path.Combine(folder.Path, name);

    public void Dispose() => folder.Dispose();

    private string Train(string name, int latent)
    {
        var outcome = Elbo.Run("train", "vae", "--data", Data, "--set", $"model.latent={latent}", "--set", "model.hidden=[16]", "--epochs", "2", "--out", At(name), "--quiet");
        outcome.ExitCode.ShouldBe(0, outcome.Errors);
        return At(name);
    }
}
