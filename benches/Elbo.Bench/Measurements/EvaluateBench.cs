using System.Diagnostics;
using System.Text.Json.Nodes;
using Elbo.Cli.Shell;
using Elbo.Data;
using Elbo.Evaluation.Likelihood;
using Elbo.Models;
using Elbo.Models.Latents;
using Elbo.Models.Zoo.GaussianVae;
using Elbo.Runs;
using Elbo.Runs.Sessions;
using Elbo.Torch;
using Elbo.Training.Runs;

namespace Elbo.Bench.Measurements;

/// <summary>The importance-weighted bound in one precision of its matrix products.</summary>
/// <param name="Seconds">For the whole evaluation.</param>
/// <param name="Products">Seconds for its matrix products alone, in this precision.</param>
/// <param name="Sgemm">Seconds for its matrix products alone, in f32: the floor of both precisions.</param>
/// <param name="GigaflopsPerSecond">Rate behind <paramref name="Products"/>.</param>
/// <param name="Bound">What was measured.</param>
internal sealed record EvaluateRow(MatrixPrecision Precision, double Seconds, double Products, double Sgemm, double GigaflopsPerSecond, IwaeBound Bound)
{
    public string Case => Precision.ToString().ToLowerInvariant();

    public double Ratio => Seconds / Sgemm;

    public JsonObject ToJson() => new()
    {
        ["case"] = Case,
        ["seconds"] = Json.Number(Seconds, 3),
        ["sgemm_s"] = Json.Number(Sgemm, 3),
        ["ratio"] = Json.Number(Ratio, 3),
        ["products_s"] = Json.Number(Products, 3),
        ["gflops"] = Json.Number(GigaflopsPerSecond, 1),
        ["nll"] = Json.Number(Bound.NegativeLogLikelihood.Mean, 4),
        ["nll_se"] = Json.Number(Bound.NegativeLogLikelihood.StandardError, 4),
    };
}

/// <summary>What evaluating L_K costs beside its matrix products, in f32 and in bf16, and how far the two results lie apart.</summary>
/// <param name="Difference">Mean over examples of the bf16 bound minus the f32 bound, same noise; nats.</param>
/// <param name="Largest">The largest difference of one example, nats.</param>
internal sealed record EvaluateBench(string Net, int Examples, int Samples, IReadOnlyList<EvaluateRow> Rows, Estimate Difference, double Largest)
{
    private static readonly (int In, int Out)[] Encoder = [(784, 200), (200, 200), (200, 50), (200, 50)];
    private static readonly (int In, int Out)[] Decoder = [(50, 200), (200, 200), (200, 784)];

    public double Speedup => Rows[0].Seconds / Rows[1].Seconds;

    /// <param name="path">A run with the net 784-200-200-50, whose bound then says something; null takes random weights.</param>
    /// <param name="turns">How often the measurements take turns; the medians count.</param>
    public static EvaluateBench Measure(string? path, int examples, int samples, int turns, Session session)
    {
        var directory = path is null ? null : RunDirectory.Open(path);
        using var data = TrainingRun.OpenData(directory?.Config.Data ?? new() { Id = "mnist", Binarisation = Binarisation.Dynamic }, session);
        using var start = new Generator(1);
        using var model = directory?.LoadModel() ?? VaeDefinition.Build(new(), new(data.Info.Shape, start));
        CheckNet(model, data, path);
        model.Evaluate();
        examples = Math.Min(examples, data.Count(Split.Test));
        using var work = session.Progress.Begin("bench evaluate", 2 * turns);
        MatrixPrecision[] precisions = [MatrixPrecision.F32, MatrixPrecision.Bf16];
        var seconds = precisions.ToDictionary(p => p, _ => new List<double>());
        var chunk = precisions.ToDictionary(p => p, _ => new List<double>());
        var bounds = new Dictionary<MatrixPrecision, IwaeBound>();
        var flops = 0.0;
        foreach (var precision in precisions) Evaluate(precision, Math.Min(examples, 2));
        for (var turn = 0; turn < turns; turn++)
        {
            Products();
            foreach (var precision in precisions)
            {
                var clock = Stopwatch.StartNew();
                bounds[precision] = Evaluate(precision, examples);
                seconds[precision].Add(clock.Elapsed.TotalSeconds);
                Products();
                work.Report(2 * turn + (int)precision + 1);
            }
        }
        work.Done();
        // A chunk is a call of the decoder; its last one for an example may be smaller, so parts count.
        var chunks = (double)examples * samples / IwaeEvaluator.DefaultRows;
        var floor = precisions.ToDictionary(p => p, p => Median.Of(chunk[p]) / 1e3 * chunks);
        var rows = precisions.Select(p => new EvaluateRow(p, Median.Of(seconds[p]), floor[p], floor[MatrixPrecision.F32], flops * chunks / floor[p] / 1e9, bounds[p])).ToList();
        double[] difference = [.. rows[1].Bound.PerExample.Zip(rows[0].Bound.PerExample, (low, full) => low - full)];
        return new(path ?? "random weights", examples, samples, rows, Estimate.Of(difference), difference.Max(Math.Abs));

        IwaeBound Evaluate(MatrixPrecision precision, int count)
        {
            using var scope = PrecisionScope.Enter(precision);
            return IwaeEvaluator.Evaluate(model.As<ILatentVariables>()!, data, Split.Test, samples, count, cancel: session.Cancel);
        }

        void Products()
        {
            foreach (var precision in precisions)
            {
                var type = precision == MatrixPrecision.F32 ? DType.F32 : DType.BF16;
                using var up = new MatrixProducts(IwaeEvaluator.DefaultRows, Decoder, backward: false, type);
                using var down = new MatrixProducts(IwaeEvaluator.DefaultRows / IwaeEvaluator.MostSamplesAtOnce, Encoder, backward: false, type);
                flops = up.Flops + down.Flops;
                for (var k = 0; k < 10; k++) chunk[precision].Add(up.Measure(5) + down.Measure(5));
            }
        }
    }

    private static void CheckNet(Model model, IDataset data, string? path)
    {
        var weights = model.NamedParameters().Select(p => p.Value).Where(p => p.Rank == 2).Select(p => (In: (int)p.Size(1), Out: (int)p.Size(0)));
        if (model.As<ILatentVariables>() is null || !weights.Order().SequenceEqual(Encoder.Concat(Decoder).Order()))
            throw new UsageException($"{path}: the floor is that of a 784-200-200-50 net with one stochastic layer, which this run has not");
        if (data.Count(Split.Test) == 0) throw new UsageException($"{path}: {data.Info.Id} has no test split");
    }
}
