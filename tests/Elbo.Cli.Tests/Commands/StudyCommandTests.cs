using System.Text.Json.Nodes;

namespace Elbo.Cli.Tests.Commands;

public sealed class StudyCommandTests
{
    [Fact]
    public void A_study_leaves_a_page_its_figures_and_its_pictures()
    {
        using var folder = new TemporaryFolder();
        var made = folder.Within("study");
        var outcome = Elbo.Run("study", "toy-objectives", "--out", made);
        outcome.ExitCode.ShouldBe(0, outcome.Errors);
        Directory.GetFiles(made).Select(Path.GetFileName).Order().ShouldBe(["fits.png", "index.html", "study.json"]);
        var json = JsonNode.Parse(File.ReadAllText(Path.Combine(made, "study.json")))!;
        json["fits"]!.AsArray().Select(f => (string)f!["criterion"]!).ShouldBe(["KL(p ‖ q)", "MMD", "Jensen-Shannon", "KL(q ‖ p)"]);
        // What maximum likelihood ends at: the mean, and half the trace of the covariance.
        ((double)json["fits"]![0]!["m_1"]!).ShouldBe(0.6, 1e-3);
        ((double)json["fits"]![0]!["s"]!).ShouldBe(Math.Sqrt(4.13), 1e-3);
        File.ReadAllText(Path.Combine(made, "index.html")).ShouldContain((string)json["finding"]!);
    }

    [Theory]
    [InlineData("'parsen' is no study; there are parzen, toy-objectives", "parsen")]
    [InlineData("--data mnist: toy-objectives makes its own data", "toy-objectives", "--data", "mnist")]
    [InlineData("--samples 100: toy-objectives has no number of samples to set", "toy-objectives", "--samples", "100")]
    [InlineData("its examples are no images", "nearest-neighbours", "--data", "synthetic-distributions")]
    public void What_does_not_fit_is_refused_before_anything_is_written(string expected, params string[] words)
    {
        using var folder = new TemporaryFolder();
        var made = folder.Within("study");
        var outcome = Elbo.Run(["study", .. words, "--out", made]);
        outcome.ExitCode.ShouldBe(2);
        outcome.Complaints.ShouldHaveSingleItem().ShouldContain(expected);
        Directory.Exists(made).ShouldBeFalse();
    }
}
