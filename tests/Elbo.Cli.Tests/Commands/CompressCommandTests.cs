using System.Text.Json.Nodes;
using Elbo.Testing;

namespace Elbo.Cli.Tests.Commands;

public sealed class CompressCommandTests(CodedRuns runs) : IClassFixture<CodedRuns>, IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_data_set_comes_back_code_for_code_at_the_size_that_was_reported(bool conditional)
    {
        var run = conditional ? runs.Conditional : runs.Plain;
        var report = (JsonObject)JsonNode.Parse(Fine("compress", run, runs.Data, At("a.elbo"), "--limit", "90", "--json", "--threads", "1").Output)!;
        var (bytes, codes, container) = ((long)report["bytes"]!, (long)report["code_bytes"]!, (long)report["container_bytes"]!);
        bytes.ShouldBe(new FileInfo(At("a.elbo")).Length);
        (codes + container).ShouldBe(bytes);
        // Two bits say which of four labels an example has; eight bytes are the head of the message.
        var expected = (double)report["cross_entropy_bytes"]! + (conditional ? 90 * 2 / 8.0 : 0);
        ((double)codes).ShouldBe(expected, (0.01 * expected) + 8);
        ((double)report["bits_per_dim"]!).ShouldBe(8.0 * bytes / (90 * 64), 1e-6);
        ((long)report["images"]!["png_bytes"]!).ShouldBeGreaterThan((long)report["images"]!["png_sheet_bytes"]!);

        Fine("decompress", run, At("a.elbo"), At("codes.npy"), "--codes");
        Fine("decompress", run, At("a.elbo"), At("x.npy"));
        Fine("decompress", run, At("a.elbo"), At("grid.png"));
        Fine("decompress", run, At("a.elbo"), At("images"));
        File.ReadAllText(At("codes.npy")).ShouldContain("(90, 2, 2)");
        File.ReadAllText(At("x.npy")).ShouldContain("(90, 64)");
        Directory.GetFiles(At("images")).Length.ShouldBe(90);
        File.Exists(Path.Combine(At("images"), "07.png")).ShouldBeTrue();

        // The same examples give the same file, to the last byte.
        Fine("compress", run, runs.Data, At("b.elbo"), "--limit", "90", "--quiet", "--threads", "1");
        File.ReadAllBytes(At("b.elbo")).ShouldBe(File.ReadAllBytes(At("a.elbo")));
    }

    [Fact]
    public void Images_of_a_folder_keep_their_names_and_one_image_is_one()
    {
        Fine("compress", runs.Plain, runs.Data, At("a.elbo"), "--limit", "3", "--quiet");
        Fine("decompress", runs.Plain, At("a.elbo"), At("in"), "--quiet");
        Directory.CreateDirectory(Path.Combine(At("in"), "deeper"));
        File.Move(Path.Combine(At("in"), "2.png"), Path.Combine(At("in"), "deeper", "dig it.png"));
        Fine("compress", runs.Plain, At("in"), At("b.elbo")).Output.ShouldContain("3 examples of [1, 8, 8] as [2, 2] codes");
        Fine("decompress", runs.Plain, At("b.elbo"), At("out"), "--quiet");
        Directory.GetFiles(At("out"), "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(At("out"), f)).Order(StringComparer.Ordinal)
            .ShouldBe(["0.png", "1.png", Path.Combine("deeper", "dig it.png")]);

        Fine("compress", runs.Plain, Path.Combine(At("in"), "1.png"), At("c.elbo")).Output.ShouldContain("1 example of");
        Fine("decompress", runs.Plain, At("c.elbo"), At("one.png"), "--quiet");
        File.ReadAllBytes(At("one.png")).ShouldBe(File.ReadAllBytes(Path.Combine(At("out"), "1.png")));
    }

    [Fact]
    public void Damaged_foreign_newer_and_other_files_leave_one_line_and_no_output()
    {
        Fine("compress", runs.Plain, runs.Data, At("a.elbo"), "--limit", "5", "--quiet");
        var valid = File.ReadAllBytes(At("a.elbo"));
        var (targets, cases) = (new[] { "x.npy", "x.png", "x" }, 0);
        Refused(valid[..^3], "damaged or cut");
        Refused(valid[..20], "damaged or cut");
        Refused([], "no .elbo file");
        Refused("not at all a file of this kind"u8.ToArray(), "no .elbo file");
        Refused([.. valid[..8], 3, .. valid[9..]], "newer version");
        Refused([.. valid[..60], (byte)(valid[60] ^ 1), .. valid[61..]], "damaged or cut");
        Refused(valid, "was made with another model", runs.Other);
        Refused(valid, "was made with another model", runs.Conditional);

        void Refused(byte[] bytes, string says, string? run = null)
        {
            File.WriteAllBytes(At("bad.elbo"), bytes);
            // Each case with another kind of output.
            var outcome = Elbo.Run("decompress", run ?? runs.Plain, At("bad.elbo"), At(targets[cases++ % 3]), "--quiet");
            outcome.ExitCode.ShouldBe(1, outcome.Errors);
            outcome.Complaints.ShouldHaveSingleItem().ShouldStartWith($"elbo: {At("bad.elbo")}: ");
            outcome.Complaints[0].ShouldContain(says);
            Directory.EnumerateFileSystemEntries(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal).ShouldBe(["a.elbo", "bad.elbo"]);
        }
    }

    [Fact]
    public void What_cannot_be_compressed_or_written_is_one_line()
    {
        Fine("compress", runs.Plain, runs.Data, At("a.elbo"), "--limit", "2", "--quiet");
        Fine("decompress", runs.Plain, At("a.elbo"), At("in"), "--quiet");
        File.WriteAllBytes(At("big.pgm"), [.. "P5 9 8 255\n"u8, .. new byte[72]]);
        Fails(1, "9 by 8 pixels in grey, the model takes 8 by 8 in grey", "compress", runs.Plain, At("big.pgm"), At("x.elbo"));
        Fails(1, "depends on label (4 values)", "compress", runs.Conditional, At("in"), At("x.elbo"));
        Fails(2, "the data mnist: its examples are [1, 28, 28]", "compress", runs.Plain, "mnist", At("x.elbo"));
        Fails(1, "no such file or folder", "compress", runs.Plain, At("nothing.png"), At("x.elbo"));
        Fails(1, "no such file", "decompress", runs.Plain, At("nothing.elbo"), At("x"));
        Fails(2, "the folder is not empty", "decompress", runs.Plain, At("a.elbo"), At("in"));
        Fails(2, "a file is there", "decompress", runs.Plain, At("a.elbo"), At("big.pgm"));
        Fails(2, "must end in .npy", "decompress", runs.Plain, At("a.elbo"), At("x.png"), "--codes");
        Directory.EnumerateFileSystemEntries(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal).ShouldBe(["a.elbo", "big.pgm", "in"]);
    }

    [Fact]
    public void A_codebook_is_counted_and_drawn()
    {
        var outcome = Fine("codebook", runs.Plain, "--out", At("book.png"), "--codes", "4", "--pieces", "3");
        outcome.Output.ShouldContain("100 examples of 4 positions");
        outcome.Output.ShouldContain("of 12 (");
        File.ReadAllBytes(At("book.png"))[1].ShouldBe((byte)'P');
        var json = (JsonObject)JsonNode.Parse(Fine("codebook", runs.Plain, "--out", At("again.png"), "--limit", "50", "--json").Output)!;
        ((JsonArray)json["histogram"]!).Sum(n => (long)n!).ShouldBe(200);
        ((int)json["used"]!).ShouldBe(((JsonArray)json["histogram"]!).Count(n => (long)n! > 0));
        ((double)json["perplexity"]!).ShouldBeInRange(1, (int)json["used"]!);
        Fails(2, "--group 1: the model of", "codebook", runs.Plain, "--group", "1", "--out", At("none.png"));
        Fails(2, "--from 12: ", "codebook", runs.Plain, "--from", "12", "--out", At("none.png"));
        File.Exists(At("none.png")).ShouldBeFalse();
    }

    private static Outcome Fine(params string[] words)
    {
        var outcome = Elbo.Run(words);
        outcome.ExitCode.ShouldBe(0, outcome.Errors);
        return outcome;
    }

    private static void Fails(int code, string says, params string[] words)
    {
        var outcome = Elbo.Run([.. words, "--quiet"]);
        outcome.ExitCode.ShouldBe(code, outcome.Errors);
        outcome.Complaints.ShouldHaveSingleItem().ShouldContain(says);
    }

    private string At(string name) => Path.Combine(folder.Path, name);
}
