using System.Globalization;
using System.Text.Json.Nodes;

namespace Elbo.Cli.Tests.Commands;

/// <summary>What a trained run says about each example.</summary>
public sealed class CodeAndScoreTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Codes_and_scores_have_a_row_per_example_and_agree_with_evaluate()
    {
        var run = Train();
        var encoded = Elbo.Run("encode", run, "--out", At("c.npy"), "--labels", At("l.npy"), "--limit", "7", "--json");
        encoded.ExitCode.ShouldBe(0, encoded.Errors);
        ((int)JsonNode.Parse(encoded.Output)!["latent"]!).ShouldBe(3);
        File.ReadAllText(At("c.npy")).ShouldContain("(7, 3)");
        File.ReadAllText(At("l.npy")).ShouldContain("(7,)");

        var scored = Elbo.Run("score", run, "--out", At("s.csv"), "--samples", "11", "--json");
        scored.ExitCode.ShouldBe(0, scored.Errors);
        var lines = File.ReadAllLines(At("s.csv"));
        lines[0].ShouldBe("index,label,elbo,log_likelihood,kl,iwae_11");
        lines.Length.ShouldBe(101);
        var rows = lines[1..].Select(l => l.Split(',').Select(v => double.Parse(v, CultureInfo.InvariantCulture)).ToArray()).ToList();
        rows[5][0].ShouldBe(5);
        rows[5][1].ShouldBe(1); // labels count 0 to 3
        var figures = JsonNode.Parse(Elbo.Run("evaluate", run, "--samples", "11", "--json").Output)!;
        rows.Average(r => r[2]).ShouldBe((double)figures["elbo"]!, 1e-3); // four decimals are written
        rows.Average(r => -r[5]).ShouldBe((double)figures["nll"]!, 1e-3);
    }

    [Fact]
    public void Codes_decode_to_arrays_and_pictures_and_others_are_refused_with_both_shapes()
    {
        var run = Train();
        Elbo.Run("encode", run, "--out", At("c.npy"), "--limit", "7").ExitCode.ShouldBe(0);
        var decoded = Elbo.Run("decode", run, At("c.npy"), "--out", At("x.npy"), "--json");
        decoded.ExitCode.ShouldBe(0, decoded.Errors);
        File.ReadAllText(At("x.npy")).ShouldContain("(7, 64)");
        Elbo.Run("decode", run, At("c.npy"), "--out", At("x.png")).ExitCode.ShouldBe(0);
        File.ReadAllBytes(At("x.png"))[1].ShouldBe((byte)'P');

        var refused = Elbo.Run("decode", run, At("x.npy"), "--out", At("y.npy"), "--quiet");
        refused.ExitCode.ShouldBe(2);
        refused.Complaints.ShouldHaveSingleItem().ShouldContain($"{At("x.npy")}: its shape is [7, 64], the model of {run} takes [N, 3]");
        File.Exists(At("y.npy")).ShouldBeFalse();
        Elbo.Run("decode", run, At("c.npy"), "--out", At("x.jpg"), "--quiet").Complaints.ShouldHaveSingleItem().ShouldContain("must end in .npy, .png or .csv");
    }

    [Theory]
    [InlineData(2, "--data mnist: its examples are [1, 28, 28], the model of", "score", "--data", "mnist")]
    [InlineData(1, "no such data", "score", "--data", "/nowhere/at-all")]
    [InlineData(2, "--split validation:", "encode", "--split", "validation")]
    [InlineData(1, "folder /nowhere does not exist", "encode", "--out", "/nowhere/c.npy")]
    public void What_cannot_be_done_is_one_line(int code, string says, string verb, params string[] words)
    {
        var outcome = Elbo.Run([verb, Train(), .. words, "--quiet"]);
        outcome.ExitCode.ShouldBe(code, outcome.Errors);
        if (says != "no such data") outcome.Complaints.ShouldHaveSingleItem().ShouldContain(says);
        outcome.Complaints.ShouldHaveSingleItem().ShouldStartWith("elbo: ");
    }

    private string Train()
    {
        var outcome = Elbo.Run("train", "vae", "--data", SmallImages.Write(At("data")), "--set", "model.latent=3", "--set", "model.hidden=[16]", "--epochs", "2", "--out", At("run"), "--quiet");
        outcome.ExitCode.ShouldBe(0, outcome.Errors);
        return At("run");
    }

    private string At(string name) => Path.Combine(folder.Path, name);
}
