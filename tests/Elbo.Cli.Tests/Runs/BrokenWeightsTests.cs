namespace Elbo.Cli.Tests.Runs;

/// <summary>Of weights that are not finite nothing is said and nothing is drawn, by whatever command.</summary>
public sealed class BrokenWeightsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Every_command_refuses_weights_that_are_not_finite()
    {
        var data = SmallRun.Npy(folder.Within("x.npy"));
        var run = SmallRun.Train(folder.Within("run"), data);
        var weights = Path.Combine(run, "model/weights.safetensors");
        var bytes = File.ReadAllBytes(weights);
        // The last four bytes are a weight.
        BitConverter.GetBytes(float.NaN).CopyTo(bytes, bytes.Length - 4);
        File.WriteAllBytes(weights, bytes);
        foreach (var words in (string[][])
        [
            ["evaluate", run], ["score", run, "--out", At("s.csv")], ["encode", run, "--out", At("c.npy")], ["reconstruct", run, "--out", At("r.npy")], ["sample", run, "--out", At("n.npy")],
            ["neighbours", run, "--out", At("b.csv")], ["decode", run, data, "--out", At("d.npy")],
        ])
        {
            var outcome = Elbo.Run(words);
            outcome.ExitCode.ShouldBe(1, string.Join(' ', words));
            outcome.Errors.ShouldContain("is not finite");
            outcome.Output.ShouldBeEmpty();
        }
        Directory.EnumerateFiles(folder.Within(), "*.*").Select(Path.GetFileName).ShouldBe(["x.npy"]);
    }

    private string At(string name) => folder.Within(name);
}
