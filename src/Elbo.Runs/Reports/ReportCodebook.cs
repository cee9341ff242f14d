using System.Globalization;
using Elbo.Data;
using Elbo.Evaluation.Charts;
using Elbo.Evaluation.Codebooks;
using Elbo.Evaluation.Reports;
using Elbo.Evaluation.Visuals;
using Elbo.Models;

namespace Elbo.Runs.Reports;

/// <summary>What a report says about discrete codes: how many are used and how often, and what the most used ones stand for.</summary>
internal static class ReportCodebook
{
    private const int Examples = 2000, Batch = 100, Shown = 16, Pieces = 12;

    public static void Add(HtmlReport report, ICodeModel model, IDataset data, ReportSplit of) => report.Section("The codebook", section =>
    {
        var layout = CodeLayout.Of(model.Prior.Shape, data.Info.Shape);
        for (var group = 0; group < Math.Min(layout.Groups, 2); group++)
        {
            var usage = CodebookUsage.Measure(model, data, of.Split, group, Examples, Batch);
            var name = layout.Groups == 1 ? "Codes" : string.Create(CultureInfo.InvariantCulture, $"Codes {group} of {layout.Groups} per position");
            section.Figure(
                Chart.Bars($"{name}, most used first", new Axis("rank"), new Axis("positions"), [.. usage.Histogram.OrderDescending().Select(n => (double)n)]),
                string.Create(CultureInfo.InvariantCulture,
                    $"{usage.Used} of {usage.Histogram.Length} codes are used over {usage.Examples:N0} {of.Word} examples of {layout.Places} positions; perplexity {usage.Perplexity:0.0}, and {usage.BatchPerplexity:0.0} in batches of {Batch}."));
            if (group > 0 || layout.Grid is null || ImageShape.Of(data.Info.Shape) is null) continue;
            // The most used ones are often all background: a spread over the ranks says more.
            var used = usage.MostUsed;
            var shown = Enumerable.Range(0, Math.Min(Shown, used.Count)).Select(k => used[(int)((long)k * used.Count / Math.Min(Shown, used.Count))]).ToList();
            section.Image(CodebookImage.Draw(model, data, of.Split, usage, group, shown, Pieces), "Codes and pieces of images that got them",
                $"A row is a code, from often to seldom used: first the middle of an image decoded from nothing but it, then pieces of {of.Word} images around positions that got it.");
        }
    });
}
