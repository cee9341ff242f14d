using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Elbo.Evaluation.Measures;
using Elbo.Runs.Recipes;
using Elbo.Runs.Reproductions;

namespace Elbo.DocsGenerator;

/// <summary><c>docs/reproductions.md</c>: every result file beside what the papers report, and the presets nobody has measured yet.</summary>
internal static class ReproductionsPage
{
    /// <exception cref="DocumentException">A result is of a preset that is not there.</exception>
    public static string Write(IReadOnlyList<Reproduction> results)
    {
        if (results.FirstOrDefault(r => !Presets.Names.Contains(r.Preset)) is { } lost)
            throw new DocumentException($"results/{ReproductionFile.NameOf(lost)}: there is no preset {lost.Preset}");
        var page = new StringBuilder($"""
            {Page.Notice}
            # Reproductions

            Each figure comes from a file of [results](../results/README.md) that `elbo reproduce PRESET` wrote: it trains the preset, measures it by the preset's own
            protocol and keeps what it was measured on. Standard errors are over test examples, of one run; they do not say how far another seed would fall; of a row with several seeds they are over seeds.
            A difference is measured minus paper. Figures of the papers are data of the presets.

            """);
        var measured = Presets.Names.Where(name => results.Any(r => r.Preset == name)).ToList();
        page.Append("\n## Measured\n\n").Append(measured.Count == 0 ? "Nothing yet.\n" : FigureTable.Of(results, measured).ToString());
        if (measured.Count > 0) page.Append("\n## How they were measured\n\n").Append(Provenance(results));
        foreach (var result in results.Where(r => r.Remarks.Count > 0)) page.Append($"\n{result.Preset}: {string.Join(" ", result.Remarks)}\n");
        var open = Presets.Names.Except(measured).ToList();
        if (open.Count > 0) page.Append("\n## Not measured yet\n\n").Append(Reported(open));
        return page.ToString();
    }

    private static MarkdownTable Provenance(IReadOnlyList<Reproduction> results)
    {
        var table = new MarkdownTable("command", "protocol", "training, min", "evaluation, min", "machine", "threads", "versions", "date", "weights, SHA-256");
        foreach (var r in results)
            table.Add($"`{r.Command}`{(HasChanged(r) ? " (the preset has changed since)" : "")}", Protocol(r.Protocol), Minutes(r.TrainingMinutes), Minutes(r.EvaluationMinutes), r.Machine,
                r.Threads.ToString(CultureInfo.InvariantCulture), $"Elbo {r.Versions.Elbo}, .NET {r.Versions.Dotnet}, libtorch {r.Versions.Libtorch}", r.Date, $"`{r.WeightsSha256[..12]}…`");
        return table;
    }

    /// <summary>What papers report for presets, one row each.</summary>
    private static MarkdownTable Reported(IEnumerable<string> presets)
    {
        var table = new MarkdownTable("preset", "paper", "source");
        foreach (var (name, paper) in presets.Select(name => (name, Presets.Recipe(name).Paper)))
            table.Add(name, string.Join("; ", paper.Select(p => $"{MeasureCatalog.Find(p.Name)!.Title}: {FigureTable.Number(p.Value!.Value)}")),
                string.Join("; ", paper.Select(p => p.Source).Concat(paper.SelectMany(p => p.Note.Split("; "))).Where(t => t.Length > 0).Distinct()));
        return table;
    }

    private static bool HasChanged(Reproduction result) => !JsonNode.DeepEquals(result.Settings, Presets.Recipe(result.Preset).Settings);

    private static string Protocol(EvaluationProtocol p) => string.Create(CultureInfo.InvariantCulture,
        $"{p.Split.ToString().ToLowerInvariant()}, {(p.Limit is { } limit ? $"first {limit:#,0}" : "all")}, {(p.Samples == 0 ? "bound only" : $"K = {p.Samples:#,0}")}, seed {p.Seed}");

    private static string Minutes(double minutes) => minutes.ToString("0.0", CultureInfo.InvariantCulture);
}
