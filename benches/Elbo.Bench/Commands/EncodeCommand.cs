using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Elbo.Bench.Measurements;
using Elbo.Cli.Shell;
using Elbo.Runs;
using Elbo.Runs.Sessions;
using Elbo.Torch;

namespace Elbo.Bench.Commands;

/// <summary><c>./bench encode</c>.</summary>
internal sealed class EncodeCommand : Verb
{
    private const int UsualCalls = 2000;

    private readonly Option<int?> calls = OptionKinds.WholeNumber("--calls", "N", $"Calls in a round; {UsualCalls} unless given", least: 1, most: 1_000_000);

    public EncodeCommand()
        : base("encode", "Measure what the code of an image costs a program that has a model loaded")
    {
        Add(calls);
        Add(SharedOptions.Threads);
        Add(SharedOptions.Json);
        Examples =
        [
            new("./bench encode --threads 1", "The VAE of 784, 200, 200 and 50 numbers, one image a call and 100."),
            new("./bench encode --json", "Rows of case, examples, us, least_us, us_per_example."),
        ];
    }

    public override ExitCode Run(ParseResult given, Session session)
    {
        TrainingRun.Prepare(null, given.GetValue(SharedOptions.Threads));
        var rows = EncodeBench.Measure(given.GetValue(calls) ?? UsualCalls, session);
        session.Result(
            () => new() { ["bench"] = "encode", ["threads"] = TorchRuntime.Threads, ["rows"] = Json.Array(rows.Select(r => (JsonNode?)r.ToJson())) },
            text =>
            {
                text.WriteLine($"Codes of 28×28 images by a VAE of 784-200-200-50, {TorchRuntime.Threads} threads; microseconds of a call, median of rounds");
                text.WriteLine($"{"case",-22} {"images",6} {"call",8} {"least",8} {"an image",9}");
                foreach (var row in rows)
                    text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{row.Case,-22} {row.Examples,6} {row.Microseconds,8:0.0} {row.Least,8:0.0} {row.Microseconds / row.Examples,9:0.0}"));
            });
        return ExitCode.Fine;
    }
}
