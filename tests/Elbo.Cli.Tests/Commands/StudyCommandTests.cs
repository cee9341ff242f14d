using System.Text.Json.Nodes;
using Elbo.Cli.Tests.Runs;

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

    [Fact]
    public void Runs_are_studied_side_by_side_and_asked_again_cost_nothing_that_was_done()
    {
        using var folder = new TemporaryFolder();
        var data = SmallImages.Write(folder.Within("data"));
        foreach (var (model, name) in new[] { ("gan", "a"), ("gmmn", "b") })
            Elbo.Run("train", model, "--data", data, "--out", folder.Within(name), "--set", "training.epochs=1", "--set", "model.hidden=[8]", "--quiet").ExitCode.ShouldBe(0);
        string[] words = ["study", "decoders", folder.Within("a"), folder.Within("b"), "--limit", "4", "--chains", "2", "--steps", "6", "--samples", "100", "--threads", "1", "--quiet", "--json"];
        var outcome = Elbo.Run([.. words, "--out", folder.Within("study")]);
        outcome.ExitCode.ShouldBe(0, outcome.Errors);
        Directory.GetFiles(folder.Within("study")).Select(Path.GetFileName).Order().ShouldBe(["budget.svg", "draws.png", "index.html", "study.json"]);
        var json = JsonNode.Parse(outcome.Output)!;
        json["estimates"]!.AsArray().Select(row => (string)row!["model"]!).ShouldBe(["a", "b"]);
        json["estimates"]!.AsArray().ShouldAllBe(row => row!["bound_test"] == null && row["bdmc_gap"] != null);
        ((int)json["examples"]!, (int)json["chains"]!, (int)json["distributions"]!).ShouldBe((4, 2, 6));
        var blocks = File.ReadAllText(Path.Combine(folder.Within("a"), "evaluation-blocks.txt"));
        var again = JsonNode.Parse(Elbo.Run([.. words, "--out", folder.Within("again")]).Output)!;
        again["estimates"]!.ToJsonString().ShouldBe(json["estimates"]!.ToJsonString());
        File.ReadAllText(Path.Combine(folder.Within("a"), "evaluation-blocks.txt")).ShouldBe(blocks);
        // Bits are other data than grey values.
        SmallRun.Train(folder.Within("c"), data, "--set", "data.binarisation=dynamic");
        var refused = Elbo.Run("study", "decoders", folder.Within("a"), folder.Within("c"), "--out", folder.Within("none"));
        refused.ExitCode.ShouldBe(2);
        refused.Complaints.ShouldHaveSingleItem().ShouldContain("densities of other data cannot be compared");
        Directory.Exists(folder.Within("none")).ShouldBeFalse();
        // Made as it would be if training had been stopped after its last checkpoint.
        File.Delete(Path.Combine(folder.Within("a"), "model", "weights.safetensors"));
        Elbo.Run([.. words, "--out", folder.Within("unfinished")]).ExitCode.ShouldBe(0);
        File.ReadAllText(Path.Combine(folder.Within("unfinished"), "index.html")).ShouldContain("a is not finished: ");
        Elbo.Run("reconstruct", folder.Within("b")).Errors.ShouldContain("a gmmn cannot reconstruct: it has no encoder");
    }

    /// <summary>What people have is a folder of images or a table, of which nothing is set apart for tests.</summary>
    [Fact]
    public void Decoders_of_data_without_a_test_split_are_measured_on_what_was_held_out()
    {
        using var folder = new TemporaryFolder();
        var table = folder.Within("t.csv");
        File.WriteAllLines(table, ["a,b", .. Enumerable.Range(0, 60).Select(k => FormattableString.Invariant($"{Math.Sin(k):0.000},{Math.Cos(3 * k):0.000}"))]);
        var trained = Elbo.Run("train", "gmmn", "--data", table, "--out", folder.Within("a"), "--set", "training.epochs=1", "--set", "model.hidden=[8]", "--set", "data.test=0", "--set", "data.validation=12", "--quiet");
        trained.ExitCode.ShouldBe(0, trained.Errors);
        string[] small = ["--limit", "4", "--chains", "2", "--steps", "4", "--samples", "100", "--threads", "1", "--json"];
        var outcome = Elbo.Run(["study", "decoders", folder.Within("a"), .. small, "--out", folder.Within("study")]);
        outcome.ExitCode.ShouldBe(0, outcome.Errors);
        outcome.Errors.ShouldContain("has no test split: its validation split is taken");
        var row = JsonNode.Parse(outcome.Output)!["estimates"]![0]!;
        (row["ais_validation"] is not null, row["ais_test"] is null).ShouldBe((true, true));
        // A run that does not fit is refused for what it is.
        Elbo.Run("train", "vq-vae", "--data", SmallImages.Write(folder.Within("data")), "--out", folder.Within("codes"), "--quiet", "--set", "training.epochs=1", "--set", "model.network.width=8").ExitCode.ShouldBe(0);
        Elbo.Run(["study", "decoders", folder.Within("a"), folder.Within("codes"), .. small, "--out", folder.Within("none")]).Errors.ShouldContain("its codes are discrete");
    }

    /// <summary>Sheet of Wu et al. 2017: a decoder of tanh trained for ten passes is known to within a nat.</summary>
    [Fact]
    public void A_thousand_distributions_know_a_small_decoder_to_within_a_nat()
    {
        using var folder = new TemporaryFolder();
        var run = folder.Within("run");
        Elbo.Run("train", "vae", "--data", SmallImages.Write(folder.Within("data")), "--out", run, "--quiet", "--set", "training.epochs=10", "--set", "training.batch=20", "--set", "model.latent=5", "--set", "model.hidden=[32]",
            "--set", "model.activation=tanh", "--set", "model.likelihood=gaussian", "--set", "model.variance=fixed", "--set", "model.fixedVariance=0.03", "--set", "data.binarisation=dequantise").ExitCode.ShouldBe(0);
        var outcome = Elbo.Run("evaluate", run, "--estimator", "ais", "--bdmc", "--limit", "20", "--steps", "1000", "--metrics", "none", "--threads", "1", "--quiet", "--json");
        outcome.ExitCode.ShouldBe(0, outcome.Errors);
        ((double)JsonNode.Parse(outcome.Output)!["ais"]!["bdmc_gap"]!).ShouldBeInRange(-0.1, 1);
    }

    [Theory]
    [InlineData("decoders looks at trained models: name the folder of a run", "decoders")]
    [InlineData("runs/x: parzen looks at no run", "parzen", "runs/x")]
    [InlineData("--chains: parzen looks at no run, so it has no effect", "parzen", "--chains", "3")]
    [InlineData("--data mnist: decoders takes the data of its runs", "decoders", "--data", "mnist")]
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
