using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Elbo.Bench.Measurements;
using Elbo.Cli.Shell;
using Elbo.Runs;
using Elbo.Runs.Sessions;
using Elbo.Torch;

namespace Elbo.Bench.Commands;

/// <summary><c>./bench evaluate</c>.</summary>
internal sealed class EvaluateCommand : Verb
{
    private const int UsualExamples = 200;
    private const int UsualSamples = 5000;
    private const int UsualTurns = 3;

    private readonly Argument<string?> run = new("run") { Description = "The folder of a run with the net 784-200-200-50; random weights unless given", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<bool> full = new("--full") { Description = "The whole test split, once, in place of a few images in turns", Arity = ArgumentArity.Zero };
    private readonly Option<int?> samples = OptionKinds.WholeNumber("--samples", "K", $"Importance samples per example; {UsualSamples} unless given", least: 1);
    private readonly Option<int?> limit = OptionKinds.WholeNumber("--limit", "N", $"Only the first N test images; {UsualExamples} unless given", least: 2);
    private readonly Option<int?> turns = OptionKinds.WholeNumber("--turns", "N", $"How often the measurements take turns; {UsualTurns} unless given", least: 1, most: 1000);

    public EvaluateCommand()
        : base("evaluate", "Measure the importance-weighted bound against its matrix products alone, in f32 and bf16")
    {
        Add(run);
        foreach (var option in (Option[])[full, samples, limit, turns, SharedOptions.Threads, SharedOptions.Json]) Add(option);
        Examples =
        [
            new("./bench evaluate", "L_5000 of 200 MNIST images: seconds, and the floor at the sgemm rate of the same run."),
            new("./bench evaluate runs/vae-mnist-1", "With trained weights: what bf16 costs in nats."),
            new("./bench evaluate runs/vae-mnist-1 --full --json", "All 10,000 images; minutes."),
        ];
    }

    public override ExitCode Run(ParseResult given, Session session)
    {
        TrainingRun.Prepare(null, given.GetValue(SharedOptions.Threads));
        var whole = given.GetValue(full);
        var bench = EvaluateBench.Measure(
            given.GetValue(run),
            given.GetValue(limit) ?? (whole ? int.MaxValue : UsualExamples),
            given.GetValue(samples) ?? UsualSamples,
            given.GetValue(turns) ?? (whole ? 1 : UsualTurns),
            session);
        session.Result(
            () => new()
            {
                ["bench"] = "evaluate",
                ["net"] = bench.Net,
                ["examples"] = bench.Examples,
                ["samples"] = bench.Samples,
                ["threads"] = TorchRuntime.Threads,
                ["speedup"] = Json.Number(bench.Speedup, 3),
                ["difference_nats"] = Json.Number(bench.Difference.Mean, 5),
                ["difference_se"] = Json.Number(bench.Difference.StandardError, 5),
                ["difference_largest"] = Json.Number(bench.Largest, 5),
                ["rows"] = Json.Array(bench.Rows.Select(r => (JsonNode?)r.ToJson())),
            },
            text =>
            {
                text.WriteLine($"L_{bench.Samples} of {bench.Examples} images, VAE 784-200-200-50 ({bench.Net}), {TorchRuntime.Threads} threads; medians in seconds");
                text.WriteLine($"{"case",-6} {"seconds",9} {"sgemm",9} {"ratio",7} {"products",9} {"rate",10}  {"nll",9}");
                foreach (var row in bench.Rows)
                    text.WriteLine(string.Create(CultureInfo.InvariantCulture,
                        $"{row.Case,-6} {row.Seconds,9:0.00} {row.Sgemm,9:0.00} {row.Ratio,7:0.00} {row.Products,9:0.00} {row.GigaflopsPerSecond,5:0} GF/s  {row.Bound.NegativeLogLikelihood.Mean,9:0.000}"));
                text.WriteLine("sgemm: the matrix products alone in f32, in the same run; products: the same in the case's own precision");
                text.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"bf16 is {bench.Speedup:0.00} times as fast; its bound is {bench.Difference.Mean:+0.0000;-0.0000} ± {bench.Difference.StandardError:0.0000} nats off, {bench.Largest:0.000} at most for one image"));
            });
        return ExitCode.Fine;
    }
}
