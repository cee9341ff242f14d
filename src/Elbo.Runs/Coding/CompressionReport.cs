using System.Globalization;
using System.Text.Json.Nodes;
using Elbo.Data;
using Elbo.Evaluation.Coding;
using Elbo.Evaluation.Visuals;
using Elbo.Runs.Sessions;
using Elbo.Torch;

namespace Elbo.Runs.Coding;

/// <summary>What a compression came to.</summary>
/// <param name="Path">The file.</param>
/// <param name="Bytes">Of it.</param>
/// <param name="CrossEntropyBits">Of the codes under the prior.</param>
/// <param name="Mse">Of the decoded data, unclipped.</param>
/// <param name="Costs">For images.</param>
public sealed record CompressionReport(string Path, CodeContainer File, long Bytes, double CrossEntropyBits, double Mse, ImageCosts? Costs) : ICompressionReport
{
    /// <summary>Of a file that has been written.</summary>
    /// <param name="examples">What it holds, of the split's first examples.</param>
    public static CompressionReport Measure(CodeCompressor compressor, CodedExamples examples, CodeContainer file, IDataset data, Split split, string path, CancellationToken cancel)
    {
        using var outer = TensorScope.Enter();
        using var off = Gradients.Off();
        List<Tensor> originals = [], decoded = [];
        var batches = new OrderedBatches(data, split, examples.Rows, examples.Count);
        for (var first = 0; first < examples.Count; first += examples.Rows)
        {
            cancel.ThrowIfCancellationRequested();
            batches.TryNext(out var batch);
            originals.Add(batch!.X);
            decoded.Add(compressor.Decode(examples, first, batch.Count));
        }
        var (x, y) = (Ops.Cat(originals.ToArray()), Ops.Cat(decoded.ToArray()));
        var costs = ImageShape.Of(file.ExampleShape) is { } shape ? ImageCosts.Measure(x, y, shape, cancel) : null;
        return new(path, file, new FileInfo(path).Length, compressor.CrossEntropyBits(examples), (x - y).To(DType.F64).Square().Mean().ToDouble(), costs);
    }

    /// <summary>Bytes that are not the message.</summary>
    public long Container => Bytes - File.Message.Length;

    /// <summary>Sizes in bytes and bits per dimension, what the codes cost under the prior, and of images what PNG and JPEG take.</summary>
    public JsonObject ToJson() => new()
    {
        ["file"] = Path,
        ["examples"] = File.Examples,
        ["bytes"] = Bytes,
        ["bits_per_dim"] = Json.Number(BitsPerDim(Bytes)),
        ["code_bytes"] = File.Message.Length,
        ["code_bits_per_example"] = Json.Number(8.0 * File.Message.Length / File.Examples, 3),
        ["cross_entropy_bytes"] = Json.Number(CrossEntropyBits / 8, 1),
        ["container_bytes"] = Container,
        ["codes_per_example"] = File.CodesPerExample,
        ["mse"] = Json.Number(Mse, 8),
        ["images"] = Costs is null ? null : new JsonObject
        {
            ["mse"] = Json.Number(Costs.Mse, 8),
            ["psnr"] = Json.Number(Costs.Psnr, 3),
            ["png_bytes"] = Costs.Png,
            ["png_sheet_bytes"] = Costs.PngSheet,
            ["jpeg"] = ToJson(Costs.Jpeg),
            ["jpeg_sheet"] = ToJson(Costs.JpegSheet),
            ["jpeg_as_good"] = ToJson(Costs.JpegAsGood),
            ["jpeg_sheet_as_good"] = ToJson(Costs.JpegSheetAsGood),
        },
    };

    /// <summary>The same for a person, a line for each way of storing the examples.</summary>
    public void Write(TextWriter text)
    {
        text.WriteLine($"{Path}: {File.Examples} example{(File.Examples == 1 ? "" : "s")} of [{string.Join(", ", File.ExampleShape)}] as [{string.Join(", ", File.CodeShape)}] codes");
        Line("file", Bytes, $"{Dim(Bytes)} bits/dim");
        Line("  codes", File.Message.Length, Invariant($"{8.0 * File.Message.Length / File.Examples:0.0} bits per example; the prior's cross-entropy is {CrossEntropyBits / 8:0} bytes"));
        Line("  container", Container, File.Names is null ? "model, shapes, check sums" : "model, shapes, check sums, names");
        if (Costs is null)
        {
            text.WriteLine(Invariant($"  mse               {Mse:0.000000}"));
            return;
        }
        text.WriteLine(Invariant($"  psnr        {Costs.Psnr,10:0.00} dB     of the decoded images; mean square error {Costs.Mse:0.00000}"));
        Line("png", Costs.Png, $"{Dim(Costs.Png)} bits/dim in a file each; on one sheet {Costs.PngSheet} bytes, {Dim(Costs.PngSheet)}");
        Jpeg(Costs.Jpeg, "in a file each");
        Jpeg(Costs.JpegSheet, "on one sheet");
        Jpeg(Costs.JpegAsGood, "in a file each, as close as the model");
        Jpeg(Costs.JpegSheetAsGood, "on one sheet, as close as the model");

        void Line(string name, long bytes, string meaning) => text.WriteLine($"  {name,-11} {bytes,10} bytes  {meaning}");

        void Jpeg(JpegCost? cost, string how)
        {
            if (cost is not null) Line($"jpeg q{cost.Quality}", cost.Bytes, $"{Dim(cost.Bytes)} bits/dim {how}; {Invariant($"{cost.Psnr:0.00}")} dB");
        }
    }

    private static JsonObject? ToJson(JpegCost? cost) => cost is null ? null
        : new() { ["quality"] = cost.Quality, ["bytes"] = cost.Bytes, ["mse"] = Json.Number(cost.Mse, 8), ["psnr"] = Json.Number(cost.Psnr, 3) };

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private double BitsPerDim(long bytes) => 8.0 * bytes / ((double)File.Examples * File.Dimensions);

    private string Dim(long bytes) => BitsPerDim(bytes).ToString("0.0000", CultureInfo.InvariantCulture);
}
