using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Elbo.Bench.Measurements;
using Elbo.Cli.Shell;
using Elbo.Runs;
using Elbo.Runs.Sessions;
using Elbo.Torch;

namespace Elbo.Bench.Commands;

/// <summary><c>./bench directions --peer</c>.</summary>
internal sealed class DirectionsCommand : Verb
{
    private const int UsualTurns = 7;

    private readonly Option<bool> peer = new("--peer") { Description = "Also draw in PyTorch (python3-torch), in turns with ours", Arity = ArgumentArity.Zero };
    private readonly Option<int?> turns = OptionKinds.WholeNumber("--turns", "N", $"How often both sides take turns; {UsualTurns} unless given", least: 1, most: 1000);

    public DirectionsCommand()
        : base("directions", "Measure a million draws of von Mises–Fisher distributions against a vectorised PyTorch port")
    {
        Add(peer);
        Add(turns);
        Add(SharedOptions.Threads);
        Add(SharedOptions.Json);
        Examples =
        [
            new("./bench directions --peer --threads 1", "Of 3, 6 and 21 coordinates."),
            new("./bench directions --json", "elbo_ms of each."),
        ];
    }

    public override ExitCode Run(ParseResult given, Session session)
    {
        TrainingRun.Prepare(null, given.GetValue(SharedOptions.Threads));
        var rows = DirectionsBench.Measure(given.GetValue(peer), given.GetValue(turns) ?? UsualTurns, session);
        session.Result(
            () => new() { ["bench"] = "directions", ["threads"] = TorchRuntime.Threads, ["rows"] = Json.Array(rows.Select(r => (JsonNode?)r.ToJson())) },
            text =>
            {
                text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{DirectionsBench.Draws:N0} draws, {TorchRuntime.Threads} threads; milliseconds, medians"));
                foreach (var row in rows)
                    text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"m = {row.Coordinates,-3} κ = {row.Kappa,-4} elbo {row.Elbo,7:0}{(row.Peer is { } ms ? $"   pytorch {ms.ToString("0", CultureInfo.InvariantCulture),7}   ratio of ours to it {row.OverPeer}" : "")}"));
            });
        return ExitCode.Fine;
    }
}
