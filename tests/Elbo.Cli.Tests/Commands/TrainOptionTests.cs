using System.Text.Json.Nodes;

namespace Elbo.Cli.Tests.Commands;

/// <summary><c>train --resume</c>, early stopping and the choice of weights, as a user types them.</summary>
public sealed class TrainOptionTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string[] Recipe => ["train", "vae", "--data", At("data"), "--set", "model.hidden=[8]", "--out", At("run")];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_same_line_with_resume_begins_refuses_another_configuration_and_refuses_a_finished_run()
    {
        SmallImages.Write(At("data"));
        Refused(2, "--resume needs --out DIR", "train", "vae", "--resume");
        Elbo.Run([.. Recipe, "--epochs", "2", "--resume", "--quiet"]).ExitCode.ShouldBe(0);
        Refused(1, "training.epochs is 2 there and 3 here", [.. Recipe, "--epochs", "3", "--resume"]);
        Refused(1, $"{At("run")}: the run there is finished", [.. Recipe, "--epochs", "2", "--resume"]);
        Refused(1, "is not empty", [.. Recipe, "--epochs", "2"]);
    }

    [Fact]
    public void Early_stopping_says_which_epoch_was_best_and_evaluate_takes_its_weights()
    {
        SmallImages.Write(At("data"));
        var trained = Elbo.Run([.. Recipe, "--epochs", "30", "--set", "training.patience=2", "--set", "training.minDelta=1000", "--set", "training.ema=0.9", "--json"]);
        trained.ExitCode.ShouldBe(0, trained.Errors);
        trained.Errors.ShouldContain("stopped early, after 3 of 30 epochs: none of the last 2 was better than epoch 1");
        ((int)JsonNode.Parse(trained.Output)!["best_epoch"]!).ShouldBe(1);
        var figures = ((string[])["last", "best", "ema"]).ToDictionary(kind => kind, kind =>
        {
            var outcome = Elbo.Run("evaluate", At("run"), "--estimator", "elbo", "--weights", kind, "--json");
            outcome.ExitCode.ShouldBe(0, outcome.Errors);
            return JsonNode.Parse(outcome.Output)!;
        });
        figures.Values.Select(f => f["weights_sha256"]!.ToString()).Distinct().Count().ShouldBe(3);
        // Best of the three epochs by a margin nothing reaches is the first, whose average has hardly learned.
        ((double)figures["best"]["elbo"]!).ShouldBeLessThan((double)figures["last"]["elbo"]!);
        foreach (var file in (string[])["evaluation-test.json", "evaluation-test-best.json", "evaluation-test-ema.json"]) File.Exists(At($"run/{file}")).ShouldBeTrue(file);
    }

    [Fact]
    public void What_is_held_out_is_said_with_its_number_and_without_it_no_weights_are_the_best()
    {
        SmallImages.Write(At("data"));
        var trained = Elbo.Run([.. Recipe, "--epochs", "2"]);
        trained.Errors.ShouldContain(" training examples are held out for validation");
        trained.Output.ShouldContain(", validation ");
        trained.Output.ShouldContain(", test ");
        Elbo.Run("train", "vae", "--data", At("data"), "--set", "model.hidden=[8]", "--set", "data.validation=0", "--epochs", "2", "--out", At("all")).Errors.ShouldContain("nothing was held out, all 400 training examples are trained on");
        Refused(1, "no epoch was the best, as nothing was held out to choose it by", "evaluate", At("all"), "--weights", "best");
        Refused(2, "training.patience: needs validation examples", "train", "vae", "--data", At("data"), "--set", "data.validation=0", "--set", "training.patience=3", "--out", At("none"));
        Directory.Exists(At("none")).ShouldBeFalse();
    }

    [Fact]
    public void One_image_is_asked_about_and_not_learned_from()
    {
        Directory.CreateDirectory(At("images"));
        foreach (var k in Enumerable.Range(0, 12)) File.WriteAllBytes(At($"images/{k}.pgm"), [.. "P5 4 4 255\n"u8, .. Enumerable.Range(0, 16).Select(i => (byte)(i * k))]);
        Refused(2, $"data.id: {At("images/3.pgm")} is one file; name the folder that those to learn from are in", "train", "vae", "--data", At("images/3.pgm"), "--out", At("none"));
        Directory.Exists(At("none")).ShouldBeFalse();
        Elbo.Run("train", "vae", "--data", At("images"), "--set", "model.hidden=[4]", "--set", "model.latent=2", "--epochs", "1", "--out", At("run"), "--quiet").ExitCode.ShouldBe(0);
        Elbo.Run("encode", At("run"), "--data", At("images"), "--out", At("all.csv"), "--quiet").ExitCode.ShouldBe(0);
        Elbo.Run("encode", At("run"), "--data", At("images/3.pgm"), "--out", At("one.csv"), "--quiet").ExitCode.ShouldBe(0);
        var (all, one) = (File.ReadAllLines(At("all.csv")), File.ReadAllLines(At("one.csv")));
        one.Length.ShouldBe(2);
        // Names and codes; the first cell is the place among the examples.
        string Named(string line) => line[(line.IndexOf(',') + 1)..];
        all.Select(Named).ShouldContain(Named(one[1]));
    }

    [Fact]
    public void A_warning_is_one_line_and_stands_in_the_report()
    {
        SmallImages.Write(At("data"));
        var trained = Elbo.Run([.. Recipe, "--epochs", "1", "--set", "training.learningRate=1e-9"]);
        trained.ExitCode.ShouldBe(0, trained.Errors);
        trained.Errors.ShouldNotContain("warning:");
        var silent = Elbo.Run("train", "vae", "--data", At("data"), "--set", "model.latent=30", "--set", "model.hidden=[16]", "--epochs", "25", "--set", "training.batch=20", "--set", "training.checkpointEvery=25", "--set", "training.learningRate=0.01", "--out", At("wide"));
        silent.ExitCode.ShouldBe(0, silent.Errors);
        silent.Complaints.Where(l => l.Contains("warning:", StringComparison.Ordinal)).ShouldHaveSingleItem().ShouldContain("of 30 dimensions of the code are inactive");
        File.ReadAllText(At("wide/report.html")).ShouldContain("of 30 dimensions of the code are inactive");
    }

    [Fact]
    public void The_report_names_what_the_best_epoch_was_chosen_by_and_gives_terms_of_another_unit_their_own_axis()
    {
        SmallImages.Write(At("data"));
        var trained = Elbo.Run("train", "info-vae", "--data", At("data"), "--set", "model.hidden=[8]", "--epochs", "3", "--out", At("run"), "--json");
        trained.ExitCode.ShouldBe(0, trained.Errors);
        var best = File.ReadLines(At("run/metrics.jsonl")).Min(line => (double)JsonNode.Parse(line)!["held_out"]!["negative_elbo"]!);
        ((double)JsonNode.Parse(trained.Output)!["best_objective"]!).ShouldBe(best, 1e-3);
        var report = File.ReadAllText(At("run/report.html"));
        report.ShouldContain("Best held out, negative_elbo");
        report.ShouldContain("The same, in another unit.");
        Elbo.Run([.. Recipe[..^1], At("plain"), "--epochs", "1", "--quiet"]).ExitCode.ShouldBe(0);
        File.ReadAllText(At("plain/report.html")).ShouldNotContain("The same, in another unit.");
    }

    [Fact]
    public void Divergence_is_one_line_with_step_term_and_parameter()
    {
        SmallImages.Write(At("data"));
        var outcome = Elbo.Run([.. Recipe, "--epochs", "5", "--set", "training.optimizer=sgd", "--set", "training.learningRate=1e20", "--quiet"]);
        outcome.ExitCode.ShouldBe(1);
        outcome.Complaints.ShouldHaveSingleItem().ShouldMatch("^elbo: step \\d+: '(reconstruction|kl)' is not finite, first the (weight|gradient of) '[a-z_.0-9]+'; (checkpoints/step-\\d+ is good: go on from it|no checkpoint was due yet: begin again) with `elbo resume .+ --set training.learningRate=");
    }

    private static void Refused(int code, string says, params string[] words)
    {
        var outcome = Elbo.Run(words);
        outcome.ExitCode.ShouldBe(code, outcome.Errors);
        outcome.Complaints.ShouldHaveSingleItem().ShouldContain(says);
    }

    private string At(string name) => Path.Combine(folder.Path, name);
}
