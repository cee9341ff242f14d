using Elbo.Torch;
using Elbo.Torch.IO;

namespace Elbo.Cli.Tests.Commands;

/// <summary>Commands on a run whose codes are directions: they keep to the sphere, and what has no meaning there is one line.</summary>
public sealed class DirectionTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Codes_are_of_length_one_and_what_leaves_the_sphere_is_refused()
    {
        var run = Train(3);
        var codes = folder.Within("codes.npy");
        Elbo.Run("encode", run, "--out", codes, "--quiet").ExitCode.ShouldBe(0);
        using (var scope = TensorScope.Enter())
        {
            var z = Npy.Load(codes);
            (z.Square().Sum([-1]).Sqrt() - 1).Abs().Max().ToDouble().ShouldBeLessThan(1e-5);
            Npy.Save(folder.Within("longer.npy"), z * 2);
        }

        Elbo.Run("decode", run, codes, "--out", folder.Within("d.npy"), "--quiet").ExitCode.ShouldBe(0);
        Refused("row 0 has the length 2", "decode", run, folder.Within("longer.npy"), "--out", folder.Within("d.npy"));
        Refused("no coordinate moves alone; --manifold draws all of them", "traverse", run);
        Refused("a straight line leaves", "interpolate", run, "--path", "linear");
        Refused("Hamiltonian moves leave the sphere", "evaluate", run, "--estimator", "ais", "--limit", "2");
        foreach (var fine in (string[][])[["interpolate", run, "--out", folder.Within("i.png")], ["traverse", run, "--manifold", "--out", folder.Within("m.png")], ["reconstruct", run, "--out", folder.Within("r.png")],
            ["sample", run, "--out", folder.Within("s.png")], ["score", run, "--out", folder.Within("scores.csv")], ["neighbours", run, "--out", folder.Within("n.csv")]])
            Elbo.Run([.. fine, "--quiet"]).ExitCode.ShouldBe(0, string.Join(' ', fine));
        var evaluated = Elbo.Run("evaluate", run, "--samples", "3", "--metrics", "units", "--quiet");
        evaluated.Output.ShouldContain("without units: its code is a direction");
        evaluated.Output.ShouldNotContain("active units");
        var report = File.ReadAllText(Path.Combine(run, "report.html"));
        report.ShouldContain("a map of the sphere that keeps areas");
        report.ShouldNotContain("Latent traversal");
    }

    [Theory]
    [InlineData("model.latent=1", "model.latent must be 2 to 1000")]
    [InlineData("model.kappa=0", "model.kappa must be above 0")]
    public void A_sphere_that_there_is_not_is_refused(string setting, string expected) =>
        Refused(expected, "train", "svae", "--data", SmallImages.Write(folder.Within("data")), "--set", setting, "--out", folder.Within("none"));

    [Fact]
    public void A_correction_of_a_fixed_concentration_has_no_effect_and_is_refused()
    {
        Refused("where kappa is fixed", "train", "svae", "--data", SmallImages.Write(folder.Within("data")), "--set", "model.kappa=10", "--set", "model.correction=score", "--out", folder.Within("none"));
        Refused("under posterior=powerSpherical", "train", "svae", "--data", folder.Within("data"), "--set", "model.posterior=powerSpherical", "--set", "model.correction=none", "--out", folder.Within("none"));
    }

    private void Refused(string reason, params string[] arguments)
    {
        var outcome = Elbo.Run([.. arguments, "--quiet"]);
        outcome.ExitCode.ShouldNotBe(0, string.Join(' ', arguments));
        outcome.Errors.ShouldContain(reason);
        outcome.Errors.Trim().Split('\n').Length.ShouldBe(1, outcome.Errors);
    }

    private string Train(int latent)
    {
        var run = folder.Within($"run-{latent}");
        var outcome = Elbo.Run("train", "svae", "--data", SmallImages.Write(folder.Within("data")), "--set", $"model.latent={latent}", "--set", "model.hidden=[16]", "--epochs", "2", "--out", run, "--quiet");
        outcome.ExitCode.ShouldBe(0, outcome.Errors);
        return run;
    }
}
