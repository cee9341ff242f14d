using System.Diagnostics;
using System.Text.Json.Nodes;
using Elbo.Cli.Shell;
using Elbo.Models.Quantizers;
using Elbo.Runs.Sessions;
using Elbo.Torch;

namespace Elbo.Bench.Measurements;

/// <summary>One kind of quantiser: milliseconds for forward and backward, and for its matrix product alone.</summary>
internal sealed record QuantizerRow(string Case, double Quantizer, double Product)
{
    public double Ratio => Quantizer / Product;

    public JsonObject ToJson() => new()
    {
        ["case"] = Case,
        ["quantizer_ms"] = Json.Number(Quantizer, 3),
        ["matmul_ms"] = Json.Number(Product, 3),
        ["ratio"] = Json.Number(Ratio, 3),
    };
}

/// <summary>
/// A training call of the quantiser, forward, averages and backward, beside the one matrix product of vectors and codes that distances
/// need, into memory allocated once. Both take turns; the medians are reported.
/// </summary>
internal static class QuantizerBench
{
    public const int Grids = 64, Side = 32, Codes = 512, Size = 64;

    private static readonly (string Case, VectorQuantizerConfig Config)[] Cases =
    [
        ("gradient", new()),
        ("ema", new() { Learning = CodebookLearning.Ema }),
        ("ema-rotation", new() { Learning = CodebookLearning.Ema, Estimator = GradientEstimator.Rotation }),
        ("ema-cosine", new() { Learning = CodebookLearning.Ema, Metric = CodeMetric.Cosine }),
    ];

    public static IReadOnlyList<QuantizerRow> Measure(int turns, Session session)
    {
        using var work = session.Progress.Begin("bench quantizer", turns * Cases.Length);
        using var held = new TensorHolder("quantiser bench");
        using var generator = new Generator(1);
        Tensor z, codebook, gradient, product;
        using (TensorScope.Enter())
        {
            z = held.Adopt(Tensor.Randn([Grids, Side, Side, Size], generator)).RequireGrad();
            gradient = held.Adopt(Tensor.Randn(z.Shape, generator));
            codebook = held.Adopt(Tensor.Randn([Codes, Size], generator));
            product = held.Adopt(Tensor.Empty([Grids * Side * Side, Codes]));
        }
        var rows = new List<QuantizerRow>();
        foreach (var (name, config) in Cases)
        {
            using var quantizer = new VectorQuantizer(config, Size, generator);
            List<double> whole = [], alone = [];
            // The first turn warms up.
            for (var turn = 0; turn <= turns; turn++)
            {
                session.Cancel.ThrowIfCancellationRequested();
                var (one, two) = (Call(quantizer, z, gradient), Product(z, codebook, product));
                if (turn == 0) continue;
                whole.Add(one);
                alone.Add(two);
                work.Report(rows.Count * turns + turn);
            }
            rows.Add(new(name, Median.Of(whole), Median.Of(alone)));
        }
        work.Done();
        return rows;
    }

    private static double Call(VectorQuantizer quantizer, Tensor z, Tensor gradient)
    {
        var clock = Stopwatch.StartNew();
        using var scope = TensorScope.Enter();
        var result = quantizer.Quantize(z, new NoiseStream(1));
        var objective = result.Objective();
        Gradients.Of([result.Vectors, objective], [z, .. quantizer.Parameters()], [gradient, objective.OnesLike()]);
        return clock.Elapsed.TotalMilliseconds;
    }

    private static double Product(Tensor z, Tensor codebook, Tensor result)
    {
        using var off = Gradients.Off();
        using var scope = TensorScope.Enter();
        var rows = z.View([-1, Size]);
        var transposed = codebook.T();
        var clock = Stopwatch.StartNew();
        rows.MmOut(transposed, result);
        return clock.Elapsed.TotalMilliseconds;
    }
}
