using System.Globalization;
using System.Text.Json.Nodes;
using Elbo.Evaluation.Coding;
using Elbo.Evaluation.Visuals;
using Elbo.Runs.Sessions;
using Elbo.Torch;

namespace Elbo.Runs.Coding;

/// <summary>What a compression without loss came to.</summary>
/// <param name="Path">The file.</param>
/// <param name="Bytes">Of it.</param>
/// <param name="BoundBits">Σ −log₂ of the bound.</param>
/// <param name="Images">What the same images take otherwise; null for other data.</param>
/// <param name="Seconds">That writing the message took.</param>
public sealed record BitsBackReport(string Path, BitsBackContainer File, BitsBackExamples Examples, long Bytes, double BoundBits, LosslessCosts? Images, double Seconds) : ICompressionReport
{
    /// <summary>Of a file that has been written.</summary>
    public static BitsBackReport Measure(BitsBackCompressor compressor, BitsBackExamples examples, BitsBackContainer file, string path, double seconds, CancellationToken cancel)
    {
        using var scope = TensorScope.Enter();
        var costs = ImageShape.Of(file.ExampleShape) is { } shape && examples.K <= 256 ? LosslessCosts.Measure(examples.ToTensor(0, examples.Count), shape, cancel) : null;
        return new(path, file, examples, new FileInfo(path).Length, compressor.BoundBits(examples, cancel), costs, seconds);
    }

    /// <inheritdoc/>
    public JsonObject ToJson() => new()
    {
        ["file"] = Path,
        ["lossless"] = true,
        ["examples"] = File.Examples,
        ["levels"] = File.Levels,
        ["bytes"] = Bytes,
        ["bits_per_dim"] = Json.Number(8 * Bytes / Numbers),
        ["message_bytes"] = File.Message.Length,
        ["container_bytes"] = Bytes - File.Message.Length,
        ["initial_bits"] = Json.Number(Examples.LentBits, 1),
        ["net_bits"] = Json.Number(Examples.NetBits, 1),
        ["net_bits_per_dim"] = Json.Number(Examples.NetBits / Numbers),
        ["bound_bits_per_dim"] = Json.Number(BoundBits / Numbers),
        ["seconds"] = Json.Number(Seconds, 3),
        ["images"] = Images is null ? null : new JsonObject { ["png_bytes"] = Images.Png, ["png_sheet_bytes"] = Images.PngSheet, ["webp_bytes"] = Images.WebP, ["webp_sheet_bytes"] = Images.WebPSheet },
    };

    /// <inheritdoc/>
    public void Write(TextWriter text)
    {
        text.WriteLine($"{Path}: {File.Examples} example{(File.Examples == 1 ? "" : "s")} of [{string.Join(", ", File.ExampleShape)}], {(File.Levels == 2 ? "bits" : $"{File.Levels} values")}, without loss");
        Line("file", Bytes, $"{Dim(8.0 * Bytes)} bits/dim, all counted");
        Line("  message", File.Message.Length, $"{Dim(8.0 * File.Message.Length)} bits/dim, with what the first example borrows");
        Line("  borrowed", (long)Examples.LentBits / 8, "paid once, however many examples follow");
        Line("  net", (long)Examples.NetBits / 8, $"{Dim(Examples.NetBits)} bits/dim; the bound is {Dim(BoundBits)}");
        Line("  container", Bytes - File.Message.Length, File.Names is null ? "model, shapes, check sums" : "model, shapes, check sums, names");
        if (Images is not null)
        {
            Line("png", Images.Png, $"{Dim(8.0 * Images.Png)} bits/dim in a file each; on one sheet {Images.PngSheet} bytes, {Dim(8.0 * Images.PngSheet)}");
            Line("webp", Images.WebP, $"{Dim(8.0 * Images.WebP)} bits/dim in a file each{(Images.WebPSheet is { } sheet ? $"; on one sheet {sheet} bytes, {Dim(8.0 * sheet)}" : "")}; without loss");
        }
        text.WriteLine(Invariant($"  time        {Seconds,10:0.00} s      {File.Examples / Seconds:0} examples a second"));

        void Line(string name, long bytes, string meaning) => text.WriteLine($"  {name,-11} {bytes,10} bytes  {meaning}");
    }

    private double Numbers => (double)File.Examples * File.Dimensions;

    private string Dim(double bits) => (bits / Numbers).ToString("0.0000", CultureInfo.InvariantCulture);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
