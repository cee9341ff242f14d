using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Elbo.Bench.Measurements;
using Elbo.Cli.Shell;
using Elbo.Runs;
using Elbo.Runs.Sessions;
using Elbo.Torch;

namespace Elbo.Bench.Commands;

/// <summary><c>./bench quantizer</c>.</summary>
internal sealed class QuantizerCommand : Verb
{
    private const int UsualTurns = 15;

    private readonly Option<int?> turns = OptionKinds.WholeNumber("--turns", "N", $"How often both sides take turns; {UsualTurns} unless given", least: 1, most: 1000);

    public QuantizerCommand()
        : base("quantizer", "Measure vector quantisation against the matrix product its distances need")
    {
        Add(turns);
        Add(SharedOptions.Threads);
        Add(SharedOptions.Json);
        Examples =
        [
            new("./bench quantizer", "65,536 vectors of length 64, 512 codes: forward and backward, and the product alone."),
            new("./bench quantizer --json", "Rows of case, quantizer_ms, matmul_ms, ratio."),
        ];
    }

    public override ExitCode Run(ParseResult given, Session session)
    {
        TrainingRun.Prepare(null, given.GetValue(SharedOptions.Threads));
        var rows = QuantizerBench.Measure(given.GetValue(turns) ?? UsualTurns, session);
        session.Result(
            () => new()
            {
                ["bench"] = "quantizer",
                ["threads"] = TorchRuntime.Threads,
                ["vectors"] = QuantizerBench.Grids * QuantizerBench.Side * QuantizerBench.Side,
                ["codes"] = QuantizerBench.Codes,
                ["size"] = QuantizerBench.Size,
                ["rows"] = Json.Array(rows.Select(r => (JsonNode?)r.ToJson())),
            },
            text =>
            {
                text.WriteLine($"{QuantizerBench.Grids} grids of {QuantizerBench.Side} × {QuantizerBench.Side} vectors of length {QuantizerBench.Size}, {QuantizerBench.Codes} codes, {TorchRuntime.Threads} threads; medians in milliseconds");
                text.WriteLine($"{"case",-14} {"quantizer_ms",13} {"matmul_ms",10} {"ratio",7}");
                foreach (var row in rows)
                    text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{row.Case,-14} {row.Quantizer,13:0.0} {row.Product,10:0.0} {row.Ratio,7:0.00}"));
            });
        return ExitCode.Fine;
    }
}
