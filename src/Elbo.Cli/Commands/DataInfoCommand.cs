using System.CommandLine;
using System.Text.Json.Nodes;
using Elbo.Cli.Data;
using Elbo.Cli.Shell;
using Elbo.Data;

namespace Elbo.Cli.Commands;

/// <summary><c>elbo data info mnist</c>.</summary>
internal sealed class DataInfoCommand : Verb
{
    private readonly Argument<string> id = SharedOptions.DatasetId();

    public DataInfoCommand()
        : base("info", "Show what a data set is, its terms of use, and its files")
    {
        Add(id);
        Add(SharedOptions.Json);
        Examples = [new("elbo data info mnist", "Shape, splits, licence, files and where they are.")];
    }

    public override ExitCode Run(ParseResult given, Session session)
    {
        var presence = DatasetPresence.Of(DatasetCatalog.Get(given.GetRequiredValue(id)));
        session.Result(() => AsJson(presence), text => Write(text, presence));
        return ExitCode.Fine;
    }

    private static void Write(TextWriter text, DatasetPresence presence)
    {
        var info = presence.Info;
        void Line(string name, string value) => text.WriteLine($"{name,-9} {value}");

        Line("id", info.Id);
        Line("title", info.Title);
        Line("example", $"[{string.Join(", ", info.Shape)}], {info.Dimensions} numbers");
        Line("splits", string.Join(", ", info.Splits.Select(s => $"{s.Key.ToString().ToLowerInvariant()} {s.Value}")));
        Line("classes", info.Classes == 0 ? "no labels" : $"{info.Classes}");
        if (info.Note.Length > 0) Line("note", info.Note);
        Line("licence", info.Licence);
        Line("cite", info.Citation);
        Line("state", presence.Problem is null ? "here" : $"{presence.State}: elbo data get {info.Id}");
        for (var k = 0; k < info.Files.Count; k++)
            Line(k == 0 ? "files" : "", presence.PathOf(info.Files[k]) ?? Wanted(info.Files[k]));
        foreach (var source in Sources(info)) Line("source", source);
    }

    private static JsonObject AsJson(DatasetPresence presence)
    {
        var info = presence.Info;
        return new JsonObject
        {
            ["id"] = info.Id,
            ["title"] = info.Title,
            ["shape"] = Json.Array(info.Shape.Select(d => (JsonNode?)d)),
            ["splits"] = new JsonObject(info.Splits.Select(s => KeyValuePair.Create(s.Key.ToString().ToLowerInvariant(), (JsonNode?)s.Value))),
            ["classes"] = info.Classes,
            ["note"] = info.Note,
            ["licence"] = info.Licence,
            ["citation"] = info.Citation,
            ["state"] = presence.State,
            ["files"] = Json.Array(info.Files.Select(f => (JsonNode?)new JsonObject
            {
                ["name"] = f.Name,
                ["bytes"] = f.Bytes,
                ["sha256"] = f.Sha256,
                ["optional"] = f.Optional,
                ["path"] = presence.PathOf(f),
            })),
            ["sources"] = Json.Array(Sources(info)),
        };
    }

    private static string Wanted(DatasetFile file) => string.Concat(
        file.Name,
        file.Optional ? " (optional)" : "",
        file.Bytes > 0 ? $", {file.Bytes} bytes" : "",
        file.Sha256.Length > 0 ? $", SHA-256 {file.Sha256}" : "");

    private static IEnumerable<string> Sources(DatasetInfo info) => info.Npm is { } package ? info.Urls.Append($"npm {package}") : info.Urls;
}
