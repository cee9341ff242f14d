using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Elbo.Bench.Measurements;
using Elbo.Cli.Shell;
using Elbo.Runs;
using Elbo.Runs.Sessions;

namespace Elbo.Bench.Commands;

/// <summary><c>./bench data</c>.</summary>
internal sealed class DataCommand : Verb
{
    private const int UsualImages = 10_000;
    private const int UsualRounds = 7;

    private readonly Option<int?> images = OptionKinds.WholeNumber("--images", "N", $"PNG files of 28 by 28 pixels; {UsualImages} unless given", least: 1000, most: 1_000_000);
    private readonly Option<int?> rounds = OptionKinds.WholeNumber("--rounds", "N", $"Epochs measured of each, in turns; {UsualRounds} unless given", least: 1, most: 1000);

    public DataCommand()
        : base("data", "Train on a folder of images held in memory and read as training goes")
    {
        Add(images);
        Add(rounds);
        Add(SharedOptions.Threads);
        Add(SharedOptions.Json);
        Examples = [new("./bench data", "Images a second of both, and their ratio after the first epoch.")];
    }

    public override ExitCode Run(ParseResult given, Session session)
    {
        TrainingRun.Prepare(null, given.GetValue(SharedOptions.Threads));
        var rows = DataBench.Measure(given.GetValue(images) ?? UsualImages, given.GetValue(rounds) ?? UsualRounds, 100, session);
        session.Result(
            () => new() { ["bench"] = "data", ["rows"] = Json.Array(rows.Select(r => (JsonNode?)r.ToJson())) },
            text =>
            {
                text.WriteLine($"{"",-46} {"images/s",9} {"ratio",6} {"first pass",12}");
                foreach (var row in rows)
                    text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{row.Case,-46} {row.Training,9:0} {row.Ratio,6:0.00} {row.First,12:0}"));
                text.WriteLine("training steps of the default vae, batch 100; medians of whole epochs in turns");
            });
        return ExitCode.Fine;
    }
}
