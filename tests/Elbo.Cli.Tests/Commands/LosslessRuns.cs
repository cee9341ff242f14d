namespace Elbo.Cli.Tests.Commands;

/// <summary>VAEs without codes on 8 × 8 images, trained once for the tests that compress with them.</summary>
public sealed class LosslessRuns : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public LosslessRuns()
    {
        Data = SmallImages.Write(At("data"));
        Grey = Train("grey", "data.binarisation=none", "model.likelihood=discretisedLogistic", "model.network=conv", "model.channels=[4,6]");
        Bits = Train("bits", "data.binarisation=threshold");
        Gaussian = Train("gaussian", "data.binarisation=none", "model.likelihood=gaussian");
    }

    public string Data { get; }

    /// <summary>Of 256 grey values, with convolutions.</summary>
    public string Grey { get; }

    /// <summary>Of binarised pixels.</summary>
    public string Bits { get; }

    /// <summary>Of real numbers, which cannot be coded.</summary>
    public string Gaussian { get; }

    public string At(string name) => Path.Combine(folder.Path, name);

    public void Dispose() => folder.Dispose();

    private string Train(string name, params string[] settings)
    {
        var outcome = Elbo.Run(["train", "vae", "--data", Data, "--set", "model.hidden=[24]", "--set", "model.latent=3", .. settings.SelectMany(s => (string[])["--set", s]), "--set", "training.learningRate=0.01",
            "--epochs", "15", "--threads", "1", "--out", At(name), "--quiet"]);
        outcome.ExitCode.ShouldBe(0, outcome.Errors);
        return At(name);
    }
}
