using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Elbo.Bench.Measurements;
using Elbo.Cli.Shell;
using Elbo.Runs;
using Elbo.Runs.Sessions;
using Elbo.Torch;

namespace Elbo.Bench.Commands;

/// <summary><c>./bench train --peer</c>.</summary>
internal sealed class TrainCommand : Verb
{
    private const int UsualTurns = 15;

    private readonly Option<bool> peer = new("--peer") { Description = "Also run the same training in plain PyTorch (python3-torch), in turns with ours", Arity = ArgumentArity.Zero };
    private readonly Option<int?> turns = OptionKinds.WholeNumber("--turns", "N", $"How often both sides take turns; {UsualTurns} unless given", least: 1, most: 1000);

    private readonly Option<string[]> cases = new("--case")
    {
        HelpName = "NAME",
        Description = $"Only these: {string.Join(", ", TrainCase.All.Select(c => c.Name))}",
        AllowMultipleArgumentsPerToken = true,
    };

    public TrainCommand()
        : base("train", "Measure a training step against plain PyTorch and against its matrix products or convolutions alone")
    {
        cases.AcceptOnlyFromAmong([.. TrainCase.All.Select(c => c.Name)]);
        Add(cases);
        Add(peer);
        Add(turns);
        Add(SharedOptions.Threads);
        Add(SharedOptions.Json);
        Examples =
        [
            new("./bench train --peer", "VAE and VQ-VAE: a step here, in PyTorch, and the floor."),
            new("./bench train --peer --case vq-vae-cifar-10 --threads 1", "One case on one core."),
            new("./bench train --json", "Rows of case, elbo_ms, peer_ms, ratio, floor_ms."),
        ];
    }

    public override ExitCode Run(ParseResult given, Session session)
    {
        TrainingRun.Prepare(null, given.GetValue(SharedOptions.Threads));
        var asked = given.GetValue(cases) is { Length: > 0 } names ? [.. TrainCase.All.Where(c => names.Contains(c.Name))] : TrainCase.All;
        var (rows, description) = TrainBench.Measure(asked, given.GetValue(peer), given.GetValue(turns) ?? UsualTurns, session);
        session.Result(
            () => new() { ["bench"] = "train", ["threads"] = TorchRuntime.Threads, ["peer"] = description, ["rows"] = Json.Array(rows.Select(r => (JsonNode?)r.ToJson())) },
            text =>
            {
                text.WriteLine($"Training steps, {TorchRuntime.Threads} threads; medians in milliseconds");
                text.WriteLine($"{"case",-20} {"elbo_ms",9} {"peer_ms",9} {"ratio",7} {"floor_ms",9}  {"rate",9}");
                foreach (var row in rows)
                    text.WriteLine(string.Create(CultureInfo.InvariantCulture,
                        $"{row.Case,-20} {row.Elbo,9:0.000} {(row.Peer is { } p ? $"{p:0.000}" : "-"),9} {(row.Ratio is { } q ? $"{q:0.00}" : "-"),7} {row.Floor,9:0.000}  {row.GigaflopsPerSecond,5:0} GF/s"));
                text.WriteLine("mlp: the VAE 784-200-200-50, dynamic binarisation; vq-vae: the reference library's, batch 32; -last: the peer in channels-last order");
                text.WriteLine("floor: the matrix products or convolutions of the step alone, in the same run");
            });
        return ExitCode.Fine;
    }
}
