using System.Text.Json.Nodes;

namespace Elbo.Cli.Tests.Runs;

/// <summary>Missing words of sentences in which each animal eats its own food in its own place.</summary>
public sealed class ImputeTextTests : IDisposable
{
    private static readonly (string Animal, string Food, string Place)[] habits = [("cat", "fish", "home"), ("dog", "meat", "outside"), ("cow", "grass", "there"), ("hen", "corn", "everywhere")];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Gaps_become_the_words_that_fit_and_all_else_stays_as_it_is_written()
    {
        var run = Train("sentence-vae", "--set", "model.latent=4", "--set", "model.keepRate=1", "--epochs", "60");
        File.WriteAllText(folder.Within("gaps.txt"), "The ___ eats meat outside .\nthe cow eats _____ there .\n\nthe hen eats corn ___ . zebra\nthe cat eats fish home .\n___ ___ ___\n");
        var outcome = Elbo.Run("impute", run, "--data", folder.Within("gaps.txt"), "--out", folder.Within("filled.jsonl"));
        outcome.ExitCode.ShouldBe(0, outcome.Errors);
        outcome.Errors.ShouldContain("1 of the known words are not among those the run knows");
        var rows = File.ReadAllLines(folder.Within("filled.jsonl")).Select(line => JsonNode.Parse(line)!).ToList();
        rows.Select(r => (string)r["line"]!).ShouldBe(["1", "2", "4", "5", "6"]);
        rows.Take(4).Select(r => (string)r["imputed"]!).ShouldBe(["the dog eats meat outside .", "the cow eats grass there .", "the hen eats corn everywhere . zebra", "the cat eats fish home ."]);
        ((string)rows[1]["text"]!).ShouldBe("the cow eats _____ there .");
        // Of nothing known three words are made.
        ((string)rows[4]["imputed"]!).Split(' ').ShouldAllBe(word => word != "___" && word != "<unk>");

        outcome = Elbo.Run("impute", run, "--hide", "0.2", "-n", "8", "--json");
        outcome.ExitCode.ShouldBe(0, outcome.Errors);
        var told = JsonNode.Parse(outcome.Output)!;
        // A fifth of six words, the point at the end.
        ((int)told["hidden"]!, (int)told["found"]!, (int)told["commonest"]!).ShouldBe((8, 8, 8));
        told["texts"]!.AsArray().ShouldAllBe(t => (string)t!["imputed"]! == (string)t["original"]!);
        foreach (var command in (string[][])[["sample", run, "--beam", "3"], ["reconstruct", run, "--beam", "3"], ["reconstruct", run, "--temperature", "0.5", "--seed", "2"]])
            Elbo.Run(command).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(10);
    }

    [Fact]
    public void What_cannot_be_filled_is_refused_in_a_line()
    {
        var run = Train("rnnlm", "--epochs", "1");
        File.WriteAllText(folder.Within("whole.txt"), "the cat eats fish home .\n");
        File.WriteAllText(folder.Within("gap.txt"), "the ___\n");
        File.WriteAllText(folder.Within("gap.csv"), "text\nthe ___\n");
        File.WriteAllText(folder.Within("none.txt"), "\n\n");
        foreach (var (words, wanted) in new (string[], string)[]
        {
            (["--data", folder.Within("whole.txt")], "has no gap to fill; write ___ for each missing word"),
            (["--data", folder.Within("none.txt")], "has no text"),
            (["--data", folder.Within("gap.csv")], "is no text file; put a text on each line of a .txt"),
            (["--data", folder.Path], "is a folder; name the file whose gaps are to be filled"),
            ([], "--data: name a file of texts with ___ for each missing word, or hide words of known examples by --hide 0.2"),
            (["--data", folder.Within("gap.txt"), "--draws", "3"], "--draws: of tables alone"),
            (["--data", folder.Within("gap.txt"), "--passes", "2"], "--passes 2: a rnnlm has no code to find anew"),
            (["--data", folder.Within("gap.txt"), "-n", "2"], "--count: of examples whose words are hidden; add --hide 0.2"),
            (["--data", folder.Within("gap.txt"), "--out", folder.Within("filled.csv")], "the name must end in .txt or .jsonl"),
        })
        {
            var outcome = Elbo.Run(["impute", run, .. words]);
            outcome.ExitCode.ShouldNotBe(0, string.Join(' ', words));
            outcome.Errors.ShouldContain(wanted);
        }

        Elbo.Run("sample", run, "--beam", "2").Errors.ShouldContain("has no code to draw, so it would be one text over and over");
        File.Exists(folder.Within("filled.csv")).ShouldBeFalse();
    }

    private string Train(string model, params string[] more)
    {
        File.WriteAllLines(folder.Within("all.txt"), Enumerable.Range(0, 240).Select(k => habits[k % 4]).Select(h => $"the {h.Animal} eats {h.Food} {h.Place} ."));
        var outcome = Elbo.Run(["train", model, "--data", folder.Within("all.txt"), "--out", folder.Within("run"), "--set", "model.hidden=24", "--set", "model.embedding=12", "--set", "training.learningRate=0.01", "--threads", "1", "--quiet", .. more]);
        outcome.ExitCode.ShouldBe(0, outcome.Errors);
        return folder.Within("run");
    }
}
