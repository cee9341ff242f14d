using System.Text;
using Elbo.Models;
using Elbo.Runs.Recipes;
using Elbo.Runs.Reproductions;

namespace Elbo.DocsGenerator;

/// <summary><c>docs/models/ID.md</c>: all that the catalogue, the code's own comments, the presets and the results say about a model.</summary>
internal static class ModelPage
{
    public static string Write(ModelEntry entry, IReadOnlyList<Reproduction> results)
    {
        var (card, page) = (entry.Card, new StringBuilder(Page.Notice));
        page.Append($"\n# {card.Title} (`{card.Id}`)\n\n{card.Summary}\n\nPaper: {card.Paper}.\n\n{XmlDocs.Summary(entry.DefinitionType)}\n\n```\nelbo train {card.Id}\n```\n");
        if (entry.Training.Count > 0) page.Append($"\nUnless a run says otherwise it is trained with {string.Join(", ", entry.Training.Select(t => $"`training.{t.Key}={t.Value}`"))}.\n");
        page.Append($"\n## What it can do\n\nCommands ask for these interfaces, not for the model.\n\n{Capabilities(entry)}");
        page.Append($"\n## Settings\n\nFor `--set`, or under `\"model\"` of a recipe. Sections `data` and `training` are in [settings](../settings.md).\n\n{Settings(entry)}");
        var presets = Presets.For(card.Id);
        if (presets.Count > 0) page.Append("\n## Presets\n");
        foreach (var name in presets)
        {
            page.Append($"\n### {name}\n\n```\n{Presets.Head(name)}\n```\n");
            var own = results.Where(r => r.Preset == name).ToList();
            var rows = FigureTable.Of(own, [name]);
            if (!rows.IsEmpty) page.Append($"\n{rows}");
        }
        if (presets.Count > 0) page.Append("\nHow the figures came about: [reproductions](../reproductions.md).\n");
        return page.ToString();
    }

    private static string Capabilities(ModelEntry entry)
    {
        var table = new MarkdownTable("interface", "what it means");
        foreach (var capability in entry.Capabilities) table.Add($"`{capability.Name}`", XmlDocs.Summary(capability));
        return table.ToString();
    }

    private static string Settings(ModelEntry entry) => Setting.Table(Setting.Of(entry.ConfigType, "model", entry.Defaults, settings =>
    {
        var problems = new List<string>();
        entry.Resolve(settings, "model", problems);
        return problems;
    }));
}
