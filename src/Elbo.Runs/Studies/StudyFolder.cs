using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Elbo.Evaluation.Images;
using Elbo.Evaluation.Likelihood;
using Elbo.Evaluation.Reports;
using Elbo.Evaluation.Studies;
using Elbo.Runs.Evaluations;
using Elbo.Runs.Machine;
using Elbo.Runs.Sessions;
using Elbo.Torch.IO;

namespace Elbo.Runs.Studies;

/// <summary>What a study leaves behind: <c>study.json</c>, <c>index.html</c> with everything on one page, and its charts and images as files.</summary>
public static class StudyFolder
{
    private static readonly JsonSerializerOptions indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes all files; returns their paths, the page first.</summary>
    /// <exception cref="CommandException">One cannot be written.</exception>
    public static IReadOnlyList<string> Write(string folder, IStudy study, StudyResult result, JsonObject json)
    {
        var files = new List<string> { Path.Combine(folder, "index.html"), Path.Combine(folder, "study.json") };
        OutputFile.Place(files[0]);
        foreach (var chart in result.Charts)
        {
            files.Add(Path.Combine(folder, chart.Name + ".svg"));
            chart.Chart.Save(files[^1]);
        }
        foreach (var image in result.Images)
        {
            files.Add(Path.Combine(folder, image.Name + ".png"));
            PngWriter.Save(image.Image, files[^1]);
        }
        AtomicFile.WriteText(files[1], json.ToJsonString(indented) + "\n");
        Page(study, result, json).Save(files[0]);
        return files;
    }

    /// <summary>What was found and what it was found on.</summary>
    public static JsonObject ToJson(IStudy study, StudyResult result, StudyContext context, TimeSpan took)
    {
        var data = context.Data ?? context.Models.Select(m => m.Data).FirstOrDefault();
        var json = new JsonObject
        {
            ["study"] = study.Id,
            ["source"] = study.Source,
            ["finding"] = result.Finding,
            ["command"] = Provenance.CommandLine,
            ["data"] = data?.Info.Id,
            ["data_sha256"] = data?.Fingerprint,
            ["samples"] = study.DefaultSamples is null ? null : context.Samples,
            ["seed"] = context.Seed,
            ["minutes"] = Json.Number(took.TotalMinutes, 1),
            ["build"] = BuildIdentity.Here,
        };
        if (context.Models.Count > 0)
        {
            json["models"] = Json.Array(context.Models.Select(m => (JsonNode?)m.Name));
            json["examples"] = context.Annealing.Examples;
            if (study.IsAnnealed) (json["chains"], json["distributions"]) = (context.Annealing.Chains, context.Annealing.Steps);
        }
        foreach (var table in result.Tables) json[table.Name] = Json.Array(table.Rows.Select(row => (JsonNode?)Row(table, row)));
        json["notes"] = Json.Array(result.Notes);
        return json;
    }

    private static JsonObject Row(StudyTable table, IReadOnlyList<object?> cells)
    {
        var row = new JsonObject();
        foreach (var (column, cell) in table.Columns.Zip(cells))
        {
            row[column.Key] = cell switch
            {
                null => null,
                Estimate e => Json.Number(e.Mean),
                double d => Json.Number(d),
                IFormattable number => JsonNode.Parse(number.ToString(null, CultureInfo.InvariantCulture)),
                var text => text.ToString(),
            };
            if (cell is Estimate { StandardError: var error }) row[column.Key + "_se"] = Json.Number(error);
        }
        return row;
    }

    private static HtmlReport Page(IStudy study, StudyResult result, JsonObject json)
    {
        var command = (string)json["command"]!;
        var page = new HtmlReport($"Study: {study.Id}") { Lead = result.Finding };
        page.Section("Figures", section =>
        {
            section.Text($"{study.Summary}. {study.Source}.");
            foreach (var table in result.Tables)
                section.Table([.. table.Columns.Select(c => c.Title)], Enumerable.Range(0, table.Rows.Count).Select(r => (IReadOnlyList<string>)[.. table.Columns.Select((_, c) => table.Text(r, c))]), table.Caption);
            foreach (var chart in result.Charts) section.Figure(chart.Chart, chart.Caption);
            foreach (var image in result.Images) section.Image(image.Image, image.Alt, image.Caption);
        });
        page.Section("Notes", section =>
        {
            foreach (var note in result.Notes) section.Text(note + ".");
        });
        page.Provenance(json.Where(p => p.Key is "data" or "data_sha256" or "samples" or "seed" or "minutes" or "build" && p.Value is not null).Select(p => (p.Key, p.Value!.ToString())));
        page.Reproduce(command);
        return page;
    }
}
