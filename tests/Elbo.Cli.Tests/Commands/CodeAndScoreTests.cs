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
        lines[0].ShouldBe("index,label,elbo,iwae,reconstruction,kl,png_excess");
        lines.Length.ShouldBe(101);
        var rows = lines[1..].Select(l => l.Split(',').Select(v => double.Parse(v, CultureInfo.InvariantCulture)).ToArray()).ToList();
        rows[5][0].ShouldBe(5);
        rows[5][1].ShouldBe(1); // labels count 0 to 3
        foreach (var row in rows)
        {
            row[3].ShouldBeGreaterThanOrEqualTo(row[2] - 1e-4); // Jensen, for the same draws; four decimals are written
            row[2].ShouldBe(row[4] - row[5], 2e-4);
        }
        // Equal only where all eleven weights are.
        rows.Count(row => row[3] > row[2]).ShouldBeGreaterThan(90);
        var figures = JsonNode.Parse(Elbo.Run("evaluate", run, "--samples", "11", "--json").Output)!;
        // The same draws give the same L_K; the bounds share only their expectation.
        rows.Average(r => -r[3]).ShouldBe((double)figures["nll"]!, 1e-3);
        rows.Average(r => r[5]).ShouldBe((double)figures["kl"]!, 1e-3);
        rows.Average(r => r[2]).ShouldBe((double)figures["elbo"]!, 5 * (double)figures["elbo_se"]! + 0.05);
    }

    [Fact]
    public void Two_data_sets_go_into_one_table_with_the_area_that_their_scores_have()
    {
        var run = Train();
        var other = SmallImages.Write(At("inverted"), test: 60, inverted: true);
        var scored = Elbo.Run("score", run, "--against", other, "--out", At("s.csv"), "--samples", "5", "--json");
        scored.ExitCode.ShouldBe(0, scored.Errors);
        var lines = File.ReadAllLines(At("s.csv"));
        lines[0].ShouldBe("data,index,label,elbo,iwae,reconstruction,kl,png_excess");
        lines.Length.ShouldBe(161);
        var bounds = lines[1..].Select(l => l.Split(',')).Select(c => (Data: c[0], Iwae: double.Parse(c[4], CultureInfo.InvariantCulture))).ToList();
        double[] own = [.. bounds.Take(100).Select(r => r.Iwae)], others = [.. bounds.Skip(100).Select(r => r.Iwae)];
        bounds.Skip(100).ShouldAllBe(r => r.Data != bounds[0].Data);
        var result = JsonNode.Parse(scored.Output)!;
        var found = result["detection"]!["iwae"]!;
        ((double)found["auroc"]!).ShouldBe(own.Average(x => others.Average(y => x > y ? 1 : x == y ? 0.5 : 0)), 1e-4);
        ((double)found["auroc"]!).ShouldBeGreaterThan(0.8); // images turned inside out are unlike those it was trained on
        ((int)result["against"]!["examples"]!).ShouldBe(60);
        // Each of the others counts with the share of others among all that are as strange.
        var precision = others.Average(x => others.Count(y => y <= x) / (double)(others.Count(y => y <= x) + own.Count(y => y <= x)));
        ((double)found["average_precision"]!).ShouldBe(precision, 2e-3);
        ((double)result["average_precision_by_chance"]!).ShouldBe(60 / 160.0, 1e-6);
        ((JsonObject)result["detection"]!).Select(p => p.Key).ShouldBe(["elbo", "iwae", "reconstruction", "kl", "png_excess"]);
    }

    [Fact]
    public void Scores_are_chosen_by_name_and_what_means_nothing_is_refused()
    {
        var run = Train();
        string[] score = ["score", run, "--limit", "6", "--samples", "3", "--out", At("s.csv")];
        var all = Elbo.Run([.. score, "--scores", "all", "--background", run, "--quiet"]);
        all.ExitCode.ShouldBe(0, all.Errors);
        var lines = File.ReadAllLines(At("s.csv"));
        lines[0].ShouldBe("index,label,elbo,iwae,reconstruction,kl,png_excess,background_excess,typicality,regret");
        // A run is no stranger to itself.
        lines[1..].Select(l => double.Parse(l.Split(',')[7], CultureInfo.InvariantCulture)).ShouldAllBe(v => v == 0);
        Elbo.Run([.. score, "--scores", "regret,iwae", "--quiet"]).ExitCode.ShouldBe(0);
        File.ReadAllLines(At("s.csv"))[0].ShouldBe("index,label,iwae,regret");
        foreach (var (words, said) in new (string[], string)[]
        {
            (["--scores", "background_excess"], "--scores background_excess: it needs a second run, --background RUN"), (["--background", run, "--scores", "iwae"], "add background_excess"), (["--scores", "odd"], "'odd' is not one of"),
        })
        {
            var refused = Elbo.Run([.. score, .. words]);
            (refused.ExitCode, refused.Errors.Contains(said, StringComparison.Ordinal)).ShouldBe((2, true), refused.Errors);
        }
    }

    [Fact]
    public void Data_without_labels_has_no_label_column_and_asking_for_labels_is_one_line()
    {
        var bare = At("bare");
        Directory.CreateDirectory(bare);
        for (var n = 0; n < 20; n++) File.WriteAllBytes(Path.Combine(bare, $"{n:00}.pgm"), [.. "P5\n8 8\n255\n"u8, .. Enumerable.Range(0, 64).Select(d => (byte)(d % 8 < n % 8 ? 250 : 5))]);
        Elbo.Run("train", "vae", "--data", bare, "--set", "model.latent=2", "--set", "model.hidden=[4]", "--epochs", "1", "--out", At("run"), "--quiet").ExitCode.ShouldBe(0);
        var scored = Elbo.Run("score", At("run"), "--split", "train", "--limit", "3", "--samples", "2", "--out", At("s.csv"), "--quiet");
        scored.ExitCode.ShouldBe(0, scored.Errors);
        File.ReadAllLines(At("s.csv"))[0].ShouldBe("index,file,elbo,iwae,reconstruction,kl,png_excess");
        var refused = Elbo.Run("encode", At("run"), "--split", "train", "--out", At("c.npy"), "--labels", At("l.npy"), "--quiet");
        refused.ExitCode.ShouldBe(2);
        refused.Complaints.ShouldHaveSingleItem().ShouldEndWith("has no labels");
        File.Exists(At("c.npy")).ShouldBeFalse();
    }

    [Fact]
    public void Codes_decode_to_arrays_and_images_and_others_are_refused_with_both_shapes()
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
        Elbo.Run("decode", run, At("c.npy"), "--out", At("x.jpg"), "--quiet").Complaints.ShouldHaveSingleItem().ShouldContain("must end in .npy, .png, .csv or .parquet");
    }

    [Theory]
    [InlineData(2, "--data mnist: its examples are [1, 28, 28], the model of", "score", "--data", "mnist")]
    [InlineData(1, "no such data", "score", "--data", "/nowhere/at-all")]
    [InlineData(2, "--split validation:", "encode", "--split", "validation")]
    [InlineData(1, "cannot write /dev/null/c.npy", "encode", "--out", "/dev/null/c.npy")]
    public void What_cannot_be_done_is_one_line(int code, string says, string verb, params string[] words)
    {
        var outcome = Elbo.Run([verb, Train(), .. words, "--quiet"]);
        outcome.ExitCode.ShouldBe(code, outcome.Errors);
        if (says != "no such data") outcome.Complaints.ShouldHaveSingleItem().ShouldContain(says);
        outcome.Complaints.ShouldHaveSingleItem().ShouldStartWith("elbo: ");
    }

    private string Train()
    {
        var outcome = Elbo.Run("train", "vae", "--data", SmallImages.Write(At("data")), "--set", "model.latent=3", "--set", "model.hidden=[16]", "--set", "data.validation=0", "--epochs", "2", "--out", At("run"), "--quiet");
        outcome.ExitCode.ShouldBe(0, outcome.Errors);
        return At("run");
    }

    private string At(string name) => Path.Combine(folder.Path, name);
}
