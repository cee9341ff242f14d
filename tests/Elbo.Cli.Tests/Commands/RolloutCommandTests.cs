namespace Elbo.Cli.Tests.Commands;

public sealed class RolloutCommandTests(TrainedRuns runs) : IClassFixture<TrainedRuns>
{
    [Fact]
    public void A_model_that_predicts_no_videos_is_told_in_one_line()
    {
        var outcome = Elbo.Run("rollout", runs.Wide, "--out", runs.At("rollout.png"), "--quiet");
        outcome.ExitCode.ShouldBe(1, outcome.Errors);
        outcome.Complaints.ShouldHaveSingleItem().ShouldContain("a vae cannot predict how videos go on");
        File.Exists(runs.At("rollout.png")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("--steps '0' is not a whole number", "--steps", "0")]
    [InlineData("--temperature '-1' is not a number from 0 to 100", "--temperature", "-1")]
    public void What_cannot_be_meant_has_exit_code_two(string says, params string[] words)
    {
        var outcome = Elbo.Run(["rollout", runs.Wide, .. words, "--quiet"]);
        outcome.ExitCode.ShouldBe(2, outcome.Errors);
        outcome.Complaints.ShouldHaveSingleItem().ShouldContain(says);
    }

    [Fact]
    [Trait("Category", "Long")]
    public void A_model_of_videos_predicts_draws_and_measures()
    {
        var run = runs.At("videos");
        // Two steps over all videos at once, and nine held out to watch: it learns next to nothing.
        var trained = Elbo.Run("train", "vq-vae-video", "--data", "sprite-video", "--set", "data.validation=9", "--set", "data.binarisation=none", "--set", "training.epochs=1", "--set", "training.batch=2000",
            "--set", "model.frames.network.width=4", "--set", "model.frames.network.residualBlocks=0", "--set", "model.frames.likelihood=bernoulli", "--set", "model.frames.vectorSize=4",
            "--set", "model.frames.quantizer.vector.codes=4", "--set", "model.prior.features=4", "--set", "model.prior.blocks=1", "--set", "model.prior.embedding=2",
            "--set", "model.prior.pixelCnn.layers=1", "--set", "model.prior.pixelCnn.features=4", "--set", "model.prior.pixelCnn.skipFeatures=4", "--out", run, "--quiet");
        trained.ExitCode.ShouldBe(0, trained.Errors);
        var outcome = Elbo.Run("rollout", run, "--context", "4", "--steps", "3", "--limit", "5", "--actions", "left,forward", "--out", runs.At("strip.png"), "--json");
        outcome.ExitCode.ShouldBe(0, outcome.Errors);
        var json = System.Text.Json.Nodes.JsonNode.Parse(outcome.Output)!;
        json["videos"]!.GetValue<int>().ShouldBe(5);
        json["predicted"]!.AsArray().Count.ShouldBe(3);
        json["decoded"]![2]!["codes"]!.GetValue<double>().ShouldBe(1);
        File.Exists(runs.At("strip.png")).ShouldBeTrue();
        var unknown = Elbo.Run("rollout", run, "--actions", "jump", "--out", runs.At("no.png"), "--quiet");
        unknown.ExitCode.ShouldBe(2);
        unknown.Complaints.ShouldHaveSingleItem().ShouldContain("--actions 'jump' is not one of forward, left, right, stay");
        Elbo.Run("rollout", run, "--steps", "12", "--quiet").Complaints.ShouldHaveSingleItem().ShouldContain("have 16 frames");
    }
}
