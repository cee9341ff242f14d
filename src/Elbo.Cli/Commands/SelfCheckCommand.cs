using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Elbo.Cli.Shell;
using Elbo.Evaluation.SelfCheck;
using Elbo.Runs;
using Elbo.Runs.Sessions;

namespace Elbo.Cli.Commands;

/// <summary><c>elbo selfcheck</c>.</summary>
internal sealed class SelfCheckCommand : Verb
{
    private readonly Option<ulong?> seed = RunOptions.Seed("the draws");

    public SelfCheckCommand()
        : base("selfcheck", "Hold every estimator against models whose exact answer is known")
    {
        Group = "Machine";
        Add(seed);
        Add(SharedOptions.Threads);
        Add(SharedOptions.Json);
        Examples =
        [
            new("elbo selfcheck", $"Estimate, exact value and z-score per line. Exit code 1 when any |z| is over {SelfCheckRow.LargestZ:0}."),
            new("elbo selfcheck --seed 7 --json", "Other draws; one object with rows of name, estimate, exact, se, z."),
        ];
    }

    public override ExitCode Run(ParseResult given, Session session)
    {
        TrainingRun.Prepare(null, given.GetValue(SharedOptions.Threads));
        using var work = session.Progress.Begin("selfcheck", 0);
        var rows = new List<SelfCheckRow>();
        foreach (var row in SelfCheckSuite.Run(given.GetValue(seed) ?? 1, session.Cancel))
        {
            rows.Add(row);
            work.Report(rows.Count);
        }
        work.Done();
        var failed = rows.Count(r => !r.Passed);
        session.Result(() => new() { ["ok"] = failed == 0, ["failed"] = failed, ["rows"] = Json.Array(rows.Select(ToJson)) }, text => Write(text, rows, failed));
        return failed == 0 ? ExitCode.Fine : ExitCode.Failed;
    }

    private static JsonNode ToJson(SelfCheckRow row) => new JsonObject
    {
        ["name"] = row.Name,
        ["estimate"] = Json.Number(row.Estimate, 12),
        ["exact"] = Json.Number(row.Exact, 12),
        ["se"] = Json.Number(row.StandardError, 12),
        ["z"] = Json.Number(row.Z, 4),
    };

    private static void Write(TextWriter text, List<SelfCheckRow> rows, int failed)
    {
        var width = rows.Max(r => r.Name.Length);
        text.WriteLine($"{"".PadRight(width)}  {"estimate",12}  {"exact",12}  {"se",8}  {"z",6}");
        foreach (var row in rows)
            text.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{row.Name.PadRight(width)}  {row.Estimate,12:0.000000}  {row.Exact,12:0.000000}  {row.StandardError,8:0.0e+00}  {row.Z,6:0.00}{(row.Passed ? "" : "  wrong")}"));
        text.WriteLine(failed == 0 ? $"all {rows.Count} within {SelfCheckRow.LargestZ:0} standard errors" : $"{failed} of {rows.Count} off by more than {SelfCheckRow.LargestZ:0} standard errors");
    }
}
