using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Elbo.Cli.Data;
using Elbo.Cli.Shell;
using Elbo.Data;
using Elbo.Runs;
using Elbo.Runs.Sessions;
using Elbo.Torch.IO;
using Elbo.Training.Configuration;

namespace Elbo.Cli.Commands;

/// <summary><c>elbo data info mnist</c>.</summary>
internal sealed class DataInfoCommand : Verb
{
    private const int ShownNames = 8;

    private readonly Argument<string> id = SharedOptions.DatasetIdOrPath();

    private readonly Option<string[]> set = DataSettings.Option();

    public DataInfoCommand()
        : base("info", "Show what a data set is, its terms of use, and its files")
    {
        Add(id);
        Add(set);
        Add(SharedOptions.Json);
        Examples =
        [
            new("elbo data info mnist", "Shape, splits, licence, files and where they are."),
            new("elbo data info table.csv", "How the columns of your own table become numbers."),
        ];
    }

    public override ExitCode Run(ParseResult given, Session session)
    {
        var name = given.GetRequiredValue(id);
        var settings = given.GetValue(set);
        if (DatasetCatalog.All.All(d => d.Id != name)) return Own(DataSettings.Read(name, settings, Binarisation.Dynamic) with { Id = name }, session);
        if (settings is [var first, ..]) throw new UsageException($"--set {first}: {name} is told without being opened; settings are for your own data");
        var presence = DatasetPresence.Of(DatasetCatalog.Get(name));
        session.Result(() => AsJson(presence), text => Write(text, presence));
        return ExitCode.Fine;
    }

    private static ExitCode Own(DataConfig config, Session session)
    {
        using var data = Datasets.Open(config.Id, config.ToOptions() with { ValidationCount = config.Validation ?? 0 }, session.Cancel);
        TrainingRun.TellOf(data, session);
        var info = data.Info;
        session.Result(
            () => new()
            {
                ["id"] = info.Id,
                ["kind"] = KindName(info),
                ["fields"] = Fields(info),
                ["shape"] = Json.Array(info.Shape.Select(d => (JsonNode?)d)),
                ["splits"] = Splits(info),
                ["classes"] = info.Classes,
                ["factors"] = Factors(info),
                ["sample_rate"] = info.SampleRate,
                ["note"] = info.Note,
                ["warnings"] = Json.Array(info.Warnings.Select(w => (JsonNode?)w)),
                ["numbers"] = Json.Array(info.Encoding?.Names ?? []),
                ["fingerprint"] = data.Fingerprint,
            },
            text =>
            {
                Head(text, info);
                foreach (var column in info.Encoding?.Columns ?? []) Line(text, "column", Shown(column));
                Line(text, "hash", data.Fingerprint);
            });
        return ExitCode.Fine;
    }

    private static string Shown(ColumnEncoding column) => string.Concat(Printed.Name(column.Name), ": ", Content(column), column.Indicator ? "; has missing values" : "");

    private static string Content(ColumnEncoding column) => column.Kind switch
    {
        ColumnKind.Numeric when column.Values == ColumnValues.Binary => string.Create(CultureInfo.InvariantCulture, $"bits, {column.Mean:0.###} of them 1"),
        ColumnKind.Numeric when column.Values == ColumnValues.Count => string.Create(CultureInfo.InvariantCulture, $"counts, mean {column.Mean:G6}, deviation {column.Deviation:G6}"),
        ColumnKind.Numeric => string.Create(CultureInfo.InvariantCulture, $"numeric, mean {column.Mean:G6}, deviation {column.Deviation:G6}"),
        ColumnKind.Categorical => $"{column.Categories.Count} categories: {Some(column.Categories)}",
        _ => string.Create(CultureInfo.InvariantCulture, $"dates, as days (mean {column.Mean:0.#} after 1970-01-01, deviation {column.Deviation:G6}) and season{(column.Kind == ColumnKind.Time ? " and hour" : "")}"),
    };

    private static string Some(IReadOnlyList<string> names) => $"{string.Join(", ", names.Take(ShownNames).Select(Printed.Name))}{(names.Count > ShownNames ? ", …" : "")}";

    private static JsonObject Splits(DatasetInfo info) =>
        new(info.Splits.Select(s => KeyValuePair.Create(s.Key.ToString().ToLowerInvariant(), (JsonNode?)s.Value)));

    private static string KindName(DatasetInfo info) => JsonNamingPolicy.CamelCase.ConvertName(info.Kind.ToString());

    private static JsonArray Fields(DatasetInfo info) => Json.Array(info.Fields.Select(f => (JsonNode?)$"{f}"));

    private static JsonObject Factors(DatasetInfo info) => new(info.Factors.Select(f => KeyValuePair.Create(f.Name, (JsonNode?)f.Levels)));

    private static void Line(TextWriter text, string name, string value) => text.WriteLine($"{name,-9} {Printed.Plain(value)}");

    private static void Head(TextWriter text, DatasetInfo info)
    {
        Line(text, "id", info.Id);
        Line(text, "title", info.Title);
        if (info.Kind != DataKind.Array) Line(text, "kind", info.Kind.Describe());
        Line(text, "example", info.Kind == DataKind.WordSequences ? "numbers of words, as many as a text has" : $"[{string.Join(", ", info.Shape)}], {info.Dimensions} numbers");
        foreach (var field in info.Fields.Where(f => f.Name != Field.Main)) Line(text, "field", $"{field}");
        Line(text, "splits", string.Join(", ", info.Splits.Select(s => $"{s.Key.ToString().ToLowerInvariant()} {s.Value}")));
        Line(text, "classes", info.Classes == 0 ? "no labels" : $"{info.Classes}");
        if (info.SampleRate is { } rate) Line(text, "audio", string.Create(CultureInfo.InvariantCulture, $"{rate} samples a second"));
        foreach (var factor in info.Factors.Where(f => f.Name != Factor.Label))
            Line(text, "factor", $"{factor.Name}, {factor.Levels} values{(factor.LevelNames.Count > 0 ? $": {Some(factor.LevelNames)}" : "")}");
        if (info.Note.Length > 0) Line(text, "note", info.Note);
    }

    private static void Write(TextWriter text, DatasetPresence presence)
    {
        var info = presence.Info;
        Head(text, info);
        Line(text, "licence", info.Licence);
        Line(text, "cite", info.Citation);
        Line(text, "state", presence.Problem is null ? "here" : $"{presence.State}: elbo data get {info.Id}");
        for (var k = 0; k < info.Files.Count; k++)
            Line(text, k == 0 ? "files" : "", presence.PathOf(info.Files[k]) ?? Wanted(info.Files[k]));
        foreach (var source in Sources(info)) Line(text, "source", source);
    }

    private static JsonObject AsJson(DatasetPresence presence)
    {
        var info = presence.Info;
        return new JsonObject
        {
            ["id"] = info.Id,
            ["title"] = info.Title,
            ["kind"] = KindName(info),
            ["fields"] = Fields(info),
            ["shape"] = Json.Array(info.Shape.Select(d => (JsonNode?)d)),
            ["splits"] = Splits(info),
            ["classes"] = info.Classes,
            ["factors"] = Factors(info),
            ["sample_rate"] = info.SampleRate,
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
