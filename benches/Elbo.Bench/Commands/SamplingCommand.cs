using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Elbo.Bench.Measurements;
using Elbo.Cli.Shell;
using Elbo.Runs;
using Elbo.Runs.Sessions;
using Elbo.Torch;

namespace Elbo.Bench.Commands;

/// <summary><c>./bench sampling</c>.</summary>
internal sealed class SamplingCommand : Verb
{
    private const int UsualPasses = 3;

    private readonly Option<int?> passes = OptionKinds.WholeNumber("--passes", "N", $"Whole passes to measure; {UsualPasses} unless given", least: 1, most: 1000);

    public SamplingCommand()
        : base("sampling", "Measure drawing codes one by one, with kept features and with a whole pass for each")
    {
        Add(passes);
        Add(SharedOptions.Threads);
        Add(SharedOptions.Json);
        Examples =
        [
            new("./bench sampling", "64 grids of 32×32 codes from a PixelCNN, 64 sequences of 1,024 from a WaveNet."),
            new("./bench sampling --json", "Rows of case, cached_s, full_pass_s, full_passes_measured, speedup."),
        ];
    }

    public override ExitCode Run(ParseResult given, Session session)
    {
        TrainingRun.Prepare(null, given.GetValue(SharedOptions.Threads));
        var rows = SamplingBench.Measure(given.GetValue(passes) ?? UsualPasses, session);
        session.Result(
            () => new() { ["bench"] = "sampling", ["threads"] = TorchRuntime.Threads, ["rows"] = Json.Array(rows.Select(r => (JsonNode?)r.ToJson())) },
            text =>
            {
                text.WriteLine($"Drawing {rows[0].Rows} examples code by code, {TorchRuntime.Threads} threads; seconds");
                text.WriteLine($"{"case",-15} {"codes",6} {"cached",8} {"one pass",9} {"all passes",11} {"speed-up",9} {"difference",11}");
                foreach (var row in rows)
                    text.WriteLine(string.Create(CultureInfo.InvariantCulture,
                        $"{row.Case,-15} {row.Codes,6} {row.Cached,8:0.00} {row.PerPass,9:0.00} {row.Whole,11:0} {row.Speedup,9:0} {row.Difference,11:0.0e+0}"));
                text.WriteLine($"one pass: median of {rows[0].Passes}; all passes: extrapolated, one for each code; difference: of log-probabilities between the two ways");
            });
        return ExitCode.Fine;
    }
}
