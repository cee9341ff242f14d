using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Elbo.Bench.Measurements;
using Elbo.Cli.Shell;
using Elbo.Runs;
using Elbo.Runs.Sessions;

namespace Elbo.Bench.Commands;

/// <summary><c>./bench memory</c>.</summary>
internal sealed class MemoryCommand : Verb
{
    private const int UsualSteps = 20_000;

    private readonly Option<int?> steps = OptionKinds.WholeNumber("--steps", "N", $"Training steps; {UsualSteps} unless given", least: 1000, most: 10_000_000);
    private readonly Option<int?> epochs = OptionKinds.WholeNumber("--epochs", "N", "Whole epochs of a run instead, with held-out data, logs and checkpoints", least: 2, most: 10_000);

    public MemoryCommand()
        : base("memory", "Train for long and show that live tensors and resident memory do not grow")
    {
        Add(steps);
        Add(epochs);
        Add(SharedOptions.Threads);
        Add(SharedOptions.Json);
        Examples =
        [
            new("./bench memory", "Live tensors and resident memory at each 1,000 of 20,000 steps."),
            new("./bench memory --epochs 10", "The same at the end of each epoch of a run on MNIST."),
        ];
    }

    public override ExitCode Run(ParseResult given, Session session)
    {
        TrainingRun.Prepare(null, given.GetValue(SharedOptions.Threads));
        var rows = given.GetValue(epochs) is { } count ? MemoryBench.MeasureEpochs(count, session) : MemoryBench.Measure(given.GetValue(steps) ?? UsualSteps, session);
        var growth = (double)rows[^1].ResidentBytes / rows[0].ResidentBytes - 1;
        var steady = rows.All(r => r.LiveTensors == rows[0].LiveTensors);
        session.Result(
            () => new() { ["bench"] = "memory", ["live_tensors_steady"] = steady, ["rss_growth"] = Json.Number(growth, 4), ["rows"] = Json.Array(rows.Select(r => (JsonNode?)r.ToJson())) },
            text =>
            {
                text.WriteLine($"{"step",8} {"live tensors",13} {"tensor MB",10} {"resident MB",12}");
                foreach (var row in rows)
                    text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{row.Step,8} {row.LiveTensors,13} {row.TensorBytes / 1e6,10:0.0} {row.ResidentBytes / 1e6,12:0.0}"));
                text.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"live tensors {(steady ? "steady" : "NOT steady")}; resident memory {growth:+0.0 %;-0.0 %} from step {rows[0].Step} to {rows[^1].Step}"));
            });
        return ExitCode.Fine;
    }
}
