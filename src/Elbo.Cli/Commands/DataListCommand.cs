using System.CommandLine;
using System.Text.Json.Nodes;
using Elbo.Cli.Data;
using Elbo.Cli.Shell;
using Elbo.Data;
using Elbo.Runs.Sessions;

namespace Elbo.Cli.Commands;

/// <summary><c>elbo data list</c>.</summary>
internal sealed class DataListCommand : Verb
{
    public DataListCommand()
        : base("list", "List the data sets Elbo knows and whether they are here")
    {
        Add(SharedOptions.Json);
        Examples = [new("elbo data list", "One line per data set."), new("elbo data list --json", "The same for a script.")];
    }

    public override ExitCode Run(ParseResult given, Session session)
    {
        var all = DatasetCatalog.All.Select(DatasetPresence.Of).ToList();
        session.Result(
            () => new JsonObject { ["datasets"] = Json.Array(all.Select(Row)) },
            text =>
            {
                var width = all.Max(p => p.Info.Id.Length);
                foreach (var p in all)
                {
                    var counts = string.Join(" + ", p.Info.Splits.Select(s => $"{s.Value} {s.Key.ToString().ToLowerInvariant()}"));
                    text.WriteLine($"{p.Info.Id.PadRight(width)}  {p.State,-8}  {counts}  {(p.Info.Kind == DataKind.WordSequences ? "words" : $"[{string.Join(", ", p.Info.Shape)}]")}  {p.Info.Title}");
                }
            });
        return ExitCode.Fine;
    }

    private static JsonObject Row(DatasetPresence p) => new()
    {
        ["id"] = p.Info.Id,
        ["title"] = p.Info.Title,
        ["state"] = p.State,
        ["shape"] = Json.Array(p.Info.Shape.Select(d => (JsonNode?)d)),
        ["splits"] = new JsonObject(p.Info.Splits.Select(s => KeyValuePair.Create(s.Key.ToString().ToLowerInvariant(), (JsonNode?)s.Value))),
        ["classes"] = p.Info.Classes,
    };
}
