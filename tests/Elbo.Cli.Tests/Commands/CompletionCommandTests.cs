using System.Text.Json.Nodes;

namespace Elbo.Cli.Tests.Commands;

public sealed class CompletionCommandTests(TrainedRuns runs) : IClassFixture<TrainedRuns>
{
    [Fact]
    public void A_model_that_is_given_a_column_completes_test_examples_and_says_which()
    {
        var run = Train("columns", "--set", "model.given.columns=[3]");
        var outcome = Elbo.Run("sample", run, "--out", runs.At("completions.png"));
        outcome.ExitCode.ShouldBe(0, outcome.Errors);
        outcome.Errors.ShouldContain("completes test examples 0-");
        File.Exists(runs.At("completions.png")).ShouldBeTrue();

        var chosen = JsonNode.Parse(Elbo.Run("sample", run, "--given", "1,0-1", "-n", "3", "--out", runs.At("chosen.png"), "--json").Output)!;
        chosen["examples"]!.GetValue<int>().ShouldBe(3);
        chosen["samples"]!.GetValue<int>().ShouldBe(3);
        Complaint(2, "sample", run, "--given", "label=1").ShouldContain("name test examples, such as 0-5");
        Complaint(2, "sample", run, "--given", "100000").ShouldContain("has examples 0 to ");
        Complaint(2, "sample", run, "--temperature", "0.5").ShouldContain("choose them with --given");
    }

    [Fact]
    public void A_model_that_is_given_nothing_says_so() =>
        Complaint(1, "sample", runs.Wide, "--given", "label=1").ShouldContain("a vae is given nothing");

    private string Complaint(int code, params string[] words)
    {
        var outcome = Elbo.Run([.. words, "--out", runs.At("no.png"), "--quiet"]);
        outcome.ExitCode.ShouldBe(code, outcome.Errors);
        File.Exists(runs.At("no.png")).ShouldBeFalse();
        return outcome.Complaints.ShouldHaveSingleItem();
    }

    private string Train(string name, params string[] settings)
    {
        var outcome = Elbo.Run(["train", "cvae", "--data", runs.Data, "--set", "model.latent=2", "--set", "model.hidden=[16,8]", "--epochs", "1", .. settings, "--out", runs.At(name), "--quiet"]);
        outcome.ExitCode.ShouldBe(0, outcome.Errors);
        return runs.At(name);
    }
}
