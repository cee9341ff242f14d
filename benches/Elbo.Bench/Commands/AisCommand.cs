using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Elbo.Bench.Measurements;
using Elbo.Cli.Shell;
using Elbo.Runs;
using Elbo.Torch;

namespace Elbo.Bench.Commands;

/// <summary><c>./bench ais --peer</c>.</summary>
internal sealed class AisCommand : Verb
{
    private const int UsualTurns = 9;

    private readonly Option<bool> peer = new("--peer") { Description = "Also run the same chains in PyTorch (python3-torch), in turns with ours", Arity = ArgumentArity.Zero };
    private readonly Option<int?> turns = OptionKinds.WholeNumber("--turns", "N", $"How often all sides take turns; {UsualTurns} unless given", least: 1, most: 1000);

    public AisCommand()
        : base("ais", "Measure annealed importance sampling against plain PyTorch and against its matrix products alone")
    {
        Add(peer);
        Add(turns);
        Add(SharedOptions.Threads);
        Add(SharedOptions.Json);
        Examples =
        [
            new("./bench ais --peer --threads 1", "16 chains of 100 images through a decoder of 50-200-200-784: a distribution of the path here, in PyTorch, and the floor."),
            new("./bench ais --json", "elbo_ms, floor_ms, over_floor."),
        ];
    }

    public override ExitCode Run(ParseResult given, Session session)
    {
        TrainingRun.Prepare(null, given.GetValue(SharedOptions.Threads));
        var bench = AnnealingBench.Measure(given.GetValue(peer), given.GetValue(turns) ?? UsualTurns, session);
        session.Result(
            () =>
            {
                var json = bench.ToJson();
                json.Insert(0, "bench", (JsonNode)"ais");
                json.Insert(1, "threads", (JsonNode)TorchRuntime.Threads);
                return json;
            },
            text =>
            {
                text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{AnnealingBench.Chains} chains of {AnnealingBench.Images} images, decoder 50-200-200-784, {TorchRuntime.Threads} threads; milliseconds of one distribution, medians"));
                text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"elbo",-8} {bench.Elbo,9:0.0}   1,000 distributions: {bench.Elbo:0} s"));
                if (bench.Peer is { } ms) text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"pytorch",-8} {ms,9:0.0}   ratio of ours to it {bench.OverPeer}"));
                text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"floor",-8} {bench.Floor,9:0.0}   ratio of ours to it {bench.OverFloor}; {bench.Flops / bench.Floor / 1e6:0} GF/s"));
                text.WriteLine("floor: the matrix products of 10 leapfrog steps alone, forward and the gradient of z; ratios turn by turn, with the middle half of the turns");
            });
        return ExitCode.Fine;
    }
}
