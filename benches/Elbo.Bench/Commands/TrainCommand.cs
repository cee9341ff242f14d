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

    private readonly Option<string[]> peer = new("--peer")
    {
        HelpName = "KIND",
        Description = $"Also run the same training in PyTorch (python3-torch), in turns with ours; these kinds, or all: {string.Join(", ", PeerKind.All.Select(k => k.Name))}",
        Arity = ArgumentArity.ZeroOrMore,
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<int?> turns = OptionKinds.WholeNumber("--turns", "N", $"How often both sides take turns; {UsualTurns} unless given", least: 1, most: 1000);

    private readonly Option<int?> busy = OptionKinds.WholeNumber("--busy", "N", "Measure while this many other programs keep cores busy", least: 1, most: 1000);

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
        peer.AcceptOnlyFromAmong([.. PeerKind.All.Select(k => k.Name)]);
        Add(cases);
        Add(peer);
        Add(turns);
        Add(busy);
        Add(SharedOptions.Threads);
        Add(SharedOptions.Json);
        Examples =
        [
            new("./bench train --peer", "VAE and VQ-VAE: a step here, in PyTorch in three ways, and the floor."),
            new("./bench train --peer --case vq-vae-cifar-10 --threads 1", "One case on one core."),
            new("./bench train --peer fused --busy 2", "On a machine that is shared."),
            new("./bench train --json", "Rows of case, elbo_ms, peers with ms and ratio, floor_ms."),
        ];
    }

    public override ExitCode Run(ParseResult given, Session session)
    {
        TrainingRun.Prepare(null, given.GetValue(SharedOptions.Threads));
        var asked = given.GetValue(cases) is { Length: > 0 } names ? [.. TrainCase.All.Where(c => names.Contains(c.Name))] : TrainCase.All;
        IReadOnlyList<PeerKind> kinds = given.GetResult(peer) is null ? [] : given.GetValue(peer) is { Length: > 0 } chosen ? [.. PeerKind.All.Where(k => chosen.Contains(k.Name))] : PeerKind.All;
        var others = given.GetValue(busy) ?? 0;
        using var programs = new BusyPrograms(others);
        var (rows, description) = TrainBench.Measure(asked, kinds, given.GetValue(turns) ?? UsualTurns, session);
        session.Result(
            () => new()
            {
                ["bench"] = "train",
                ["threads"] = TorchRuntime.Threads,
                ["libtorch"] = TorchRuntime.Version,
                ["busy"] = others,
                ["peer"] = description,
                ["rows"] = Json.Array(rows.Select(r => (JsonNode?)r.ToJson())),
            },
            text => Write(text, rows, kinds, (string?)description?["torch"], others));
        return ExitCode.Fine;
    }

    private static void Write(TextWriter text, IReadOnlyList<TrainRow> rows, IReadOnlyList<PeerKind> kinds, string? torch, int others)
    {
        text.WriteLine($"Training steps, {TorchRuntime.Threads} threads, libtorch {TorchRuntime.Version}{(torch is null ? "" : $", PyTorch {torch}")}{(others == 0 ? "" : $", {others} other programs busy")}; medians in milliseconds");
        text.WriteLine($"{"case",-20} {"program",-9} {"ms",9}  ratio of ours to it (middle half of the turns)");
        foreach (var row in rows)
        {
            Line(row.Case, "elbo", row.Elbo, "");
            foreach (var one in row.Peers)
                if (one.Unfit is null) Line("", one.Name, one.Milliseconds, $"{one.Ratio}");
                else text.WriteLine($"{"",-20} {one.Name,-9} {"-",9}  {one.Unfit}");
            Line("", "floor", row.Floor, string.Create(CultureInfo.InvariantCulture, $"{row.GigaflopsPerSecond:0} GF/s"));
        }
        text.WriteLine("mlp: the VAE 784-200-200-50, dynamic binarisation; vq-vae: the reference library's, batch 32; -last: the peer in channels-last order; iaf: the residual VAE with two inverse autoregressive steps on MNIST, batch 100; sentence: the sentence VAE on PTB, 256 units, batch 32; -buckets: the peer with batches of like lengths too");
        foreach (var kind in kinds) text.WriteLine($"{kind.Name}: {kind.Meaning}");
        text.WriteLine("floor: the matrix products or convolutions of the step alone, in the same run");

        void Line(string name, string program, double milliseconds, string rest) =>
            text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-20} {program,-9} {milliseconds,9:0.000}  {rest}").TrimEnd());
    }
}
