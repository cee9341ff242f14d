using System.CommandLine;
using System.Text.Json.Nodes;
using Elbo.Cli.Shell;
using Elbo.Runs.Reports;
using Elbo.Runs.Sessions;
using Elbo.Training.Runs;

namespace Elbo.Cli.Commands;

/// <summary><c>elbo compare runs/a runs/b</c>.</summary>
internal sealed class CompareCommand : Verb
{
    private readonly Argument<string[]> runs = new("run") { Description = "Folders of two or more runs, as `elbo train` made them", Arity = new(2, 50) };
    private readonly Option<string?> split = RunOptions.Split("Part of the data whose evaluations are shown");
    private readonly Option<string> page = RunOptions.File("compare.html", "Where the page with tables and overlaid curves goes; a name in .svg gets the curves of the bound alone");

    public CompareCommand()
        : base("compare", "Set runs side by side: figures, curves, and the settings that differ")
    {
        Group = "Models";
        Add(runs);
        foreach (var option in (Option[])[split, page, SharedOptions.Json]) Add(option);
        Examples =
        [
            new("elbo compare runs/vae-mnist-1 runs/iwae-mnist-1", "Last metrics and kept evaluations; the same with curves in compare.html."),
            new("elbo compare runs/vae-z2 runs/vae-z10 --out bound.svg", "Only the curves of the held-out bound, for a document."),
            new("elbo compare runs/* --out all.html --json", "All runs, for a script as well."),
        ];
    }

    public override ExitCode Run(ParseResult given, Session session)
    {
        var paths = given.GetRequiredValue(runs);
        if (paths.GroupBy(Path.GetFullPath).FirstOrDefault(g => g.Count() > 1) is { } twice) throw new UsageException($"{twice.First()} is named twice");
        var comparison = RunComparison.Of([.. paths.Select(RunDirectory.Open)], RunOptions.TrySplit(given.GetValue(split)));
        var file = given.GetRequiredValue(page);
        if (!file.EndsWith(".svg", StringComparison.OrdinalIgnoreCase)) ComparisonPage.Save(comparison, file);
        else (ComparisonPage.Bound(comparison) ?? throw new CommandException($"{file}: none of the runs logged the parts of a held-out bound")).Save(file);
        session.Result(() => ToJson(comparison, file), text => Write(text, comparison, file));
        return ExitCode.Fine;
    }

    private static JsonObject ToJson(RunComparison comparison, string file)
    {
        var figures = comparison.Figures().ToList();
        return new()
        {
            ["runs"] = Json.Array(comparison.Runs.Select((run, k) =>
            {
                var row = new JsonObject { ["run"] = run.Path, ["model"] = run.Config.Model, ["data"] = run.Config.Data.Id };
                foreach (var (key, _, values) in figures)
                {
                    // A figure that cannot be compared with the others has its value in another row.
                    if (values[k] is null && row.ContainsKey(key)) continue;
                    row[key] = values[k] is not { } value ? null : value.Text is { } text ? text : Json.Number(value.Value);
                    if (values.Any(v => v?.StandardError is not null)) row[key + "_se"] = values[k]?.StandardError is { } error ? Json.Number(error) : null;
                }
                return (JsonNode?)row;
            })),
            ["paired"] = Json.Array(comparison.Paired().Select(p => (JsonNode?)new JsonObject
            {
                ["figure"] = p.Kind.Name,
                ["above"] = comparison.Runs[0].Path,
                ["mean"] = Json.Array(p.Of.Select(d => d is { } e ? Json.Number(e.Mean) : null)),
                ["se"] = Json.Array(p.Of.Select(d => d is { } e ? Json.Number(e.StandardError) : null)),
            })),
            ["differences"] = Json.Array(comparison.Differences().Select(d => (JsonNode?)new JsonObject { ["key"] = d.Key, ["values"] = Json.Array(d.Values.Select(v => (JsonNode?)v)) })),
            ["notes"] = Json.Array(comparison.Notes),
            ["page"] = file,
        };
    }

    private static void Write(TextWriter text, RunComparison comparison, string file)
    {
        Table(text, [["", .. comparison.Names], .. comparison.Figures().Select(f => (string[])[f.Title, .. f.Values.Select(v => v?.ToString() ?? "–")])]);
        if (comparison.Paired().ToList() is { Count: > 0 } paired)
        {
            text.WriteLine();
            text.WriteLine($"mean differences to {comparison.Names[0]} on the same examples");
            Table(text, [["", .. comparison.Names.Skip(1)], .. paired.Select(p => (string[])[p.Kind.Label!, .. p.Of.Select(d => d is { } e ? new ComparedFigure(e.Mean, e.StandardError).ToString() : "–")])]);
        }
        var differences = comparison.Differences().ToList();
        text.WriteLine();
        text.WriteLine(differences.Count == 0 ? "same settings" : "settings that differ");
        if (differences.Count > 0) Table(text, [["", .. comparison.Names], .. differences.Select(d => (string[])[d.Key, .. d.Values.Select(v => v ?? "–")])]);
        text.WriteLine();
        foreach (var note in comparison.Notes) text.WriteLine(note);
        text.WriteLine(file);
    }

    // Columns as wide as they need; a run's column is set flush right.
    private static void Table(TextWriter text, IReadOnlyList<string[]> rows)
    {
        var widths = Enumerable.Range(0, rows[0].Length).Select(c => rows.Max(r => r[c].Length)).ToArray();
        foreach (var row in rows) text.WriteLine(("  " + string.Join("  ", row.Select((cell, c) => c == 0 ? cell.PadRight(widths[c]) : cell.PadLeft(widths[c])))).TrimEnd());
    }
}
