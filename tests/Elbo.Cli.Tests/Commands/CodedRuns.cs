namespace Elbo.Cli.Tests.Commands;

/// <summary>VQ-VAEs on 8 × 8 images, one with a prior that knows the labels, trained once for the tests that compress with them.</summary>
public sealed class CodedRuns : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public CodedRuns()
    {
        Data = SmallImages.Write(At("data"));
        Plain = Train("plain", 1);
        Other = Train("other", 2);
        Conditional = Train("conditional", 1, "--set", "model.prior.condition=label");
    }

    public string Data { get; }

    public string Plain { get; }

    /// <summary>The same with another seed.</summary>
    public string Other { get; }

    /// <summary>Its prior depends on the label.</summary>
    public string Conditional { get; }

    public string At(string name) => Path.Combine(folder.Path, name);

    public void Dispose() => folder.Dispose();

    private string Train(string name, int seed, params string[] more)
    {
        string[] settings =
        [
            "model.vectorSize=4", "model.network.variant=reference", "model.network.width=8", "model.network.residualBlocks=1", "model.network.residualWidth=4",
            "model.quantizer.vector.codes=12", "model.prior.pixelCnn.layers=2", "model.prior.pixelCnn.features=8", "model.prior.pixelCnn.skipFeatures=8",
            "model.prior.pixelCnn.firstKernel=3", "data.binarisation=none",
        ];
        var outcome = Elbo.Run(["train", "vq-vae", "--data", Data, "--seed", $"{seed}", .. settings.SelectMany(s => (string[])["--set", s]), .. more, "--epochs", "3", "--threads", "1", "--out", At(name), "--quiet"]);
        outcome.ExitCode.ShouldBe(0, outcome.Errors);
        return At(name);
    }
}
