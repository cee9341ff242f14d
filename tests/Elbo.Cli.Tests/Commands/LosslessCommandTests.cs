using System.Text.Json.Nodes;
using Elbo.Testing;

namespace Elbo.Cli.Tests.Commands;

public sealed class LosslessCommandTests(LosslessRuns runs) : IClassFixture<LosslessRuns>, IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_pixel_comes_back_at_the_length_of_the_bound(bool grey)
    {
        var run = grey ? runs.Grey : runs.Bits;
        var report = (JsonObject)JsonNode.Parse(Fine("compress", run, runs.Data, At("a.elbo"), "--json", "--threads", "1").Output)!;
        ((long)report["bytes"]!).ShouldBe(new FileInfo(At("a.elbo")).Length);
        ((long)report["message_bytes"]! + (long)report["container_bytes"]!).ShouldBe((long)report["bytes"]!);
        ((int)report["levels"]!).ShouldBe(grey ? 256 : 2);
        // The message is what the examples add and what the first borrows, up to the words of its head.
        ((double)report["net_bits"]! + (double)report["initial_bits"]!).ShouldBe(8.0 * (long)report["message_bytes"]!, 64);
        ((double)report["net_bits_per_dim"]!).ShouldBe((double)report["bound_bits_per_dim"]!, 0.05 * (double)report["bound_bits_per_dim"]!);

        Fine("decompress", run, At("a.elbo"), At("x.npy"), "--quiet");
        var x = Floats(At("x.npy"));
        for (var k = 0; k < x.Length; k++) x[k].ShouldBe(Pixel(k / 64, k % 64) / 255f is var p && grey ? p : p > 0.5f ? 1 : 0);
        // The images of the folder are those pixels: compressed again they give the same message.
        Fine("decompress", run, At("a.elbo"), At("images"), "--quiet");
        Fine("compress", run, At("images"), At("again.elbo"), "--quiet");
        Fine("decompress", run, At("again.elbo"), At("y.npy"), "--quiet");
        Floats(At("y.npy")).ShouldBe(x);
    }

    [Fact]
    public void A_file_written_here_is_read_by_a_processor_with_fewer_instructions_and_other_threads()
    {
        Dictionary<string, string?> plain = new()
        {
            ["DOTNET_EnableHWIntrinsic"] = "0",
            ["DOTNET_EnableAVX"] = "0",
            ["ATEN_CPU_CAPABILITY"] = "default",
            ["MKL_CBWR"] = "COMPATIBLE",
            ["OPENBLAS_CORETYPE"] = "Prescott",
        };
        foreach (var run in (string[])[runs.Grey, runs.Bits])
        {
            Fine("compress", run, runs.Data, At("a.elbo"), "--limit", "5", "--quiet", "--threads", "1");
            Elbo.Run(["compress", run, runs.Data, At("b.elbo"), "--limit", "5", "--quiet", "--threads", "2"], plain).ExitCode.ShouldBe(0);
            File.ReadAllBytes(At("b.elbo")).ShouldBe(File.ReadAllBytes(At("a.elbo")));
            Fine("decompress", run, At("a.elbo"), At("a.npy"), "--quiet");
            Elbo.Run(["decompress", run, At("a.elbo"), At("b.npy"), "--quiet"], plain).ExitCode.ShouldBe(0);
            File.ReadAllBytes(At("b.npy")).ShouldBe(File.ReadAllBytes(At("a.npy")));
        }
    }

    [Fact]
    public void What_cannot_be_written_or_read_is_one_line_and_leaves_nothing()
    {
        Fine("compress", runs.Grey, runs.Data, At("a.elbo"), "--limit", "3", "--quiet");
        var valid = File.ReadAllBytes(At("a.elbo"));
        File.WriteAllBytes(At("cut.elbo"), valid[..^5]);
        File.WriteAllBytes(At("bad.elbo"), [.. valid[..70], (byte)(valid[70] ^ 1), .. valid[71..]]);
        Fails(1, "by bits back neither: its p(x | z) is Normal", "compress", runs.Gaussian, runs.Data, At("x.elbo"));
        Fails(1, "was made with another model", "decompress", runs.Bits, At("a.elbo"), At("x.npy"));
        Fails(1, "damaged or cut", "decompress", runs.Grey, At("cut.elbo"), At("x.npy"));
        Fails(1, "damaged or cut", "decompress", runs.Grey, At("bad.elbo"), At("x"));
        Fails(2, "--codes: the file holds examples without loss", "decompress", runs.Grey, At("a.elbo"), At("x.npy"), "--codes");
        Directory.EnumerateFileSystemEntries(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal).ShouldBe(["a.elbo", "bad.elbo", "cut.elbo"]);
    }

    // As SmallImages writes them.
    private static int Pixel(int n, int d) => (n % 4) switch { 0 => d % 8 < 4, 1 => d / 8 < 4, 2 => d % 8 == d / 8, _ => d % 3 == 0 } ? 240 : 10;

    private static float[] Floats(string npy)
    {
        var bytes = File.ReadAllBytes(npy);
        return System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(bytes.AsSpan(10 + BitConverter.ToUInt16(bytes, 8))).ToArray();
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
