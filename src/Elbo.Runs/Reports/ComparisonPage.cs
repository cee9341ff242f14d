using Elbo.Evaluation.Charts;
using Elbo.Evaluation.Reports;
using Elbo.Training.Runs;

namespace Elbo.Runs.Reports;

/// <summary><c>compare.html</c>: figures, curves over each other, differing settings.</summary>
public static class ComparisonPage
{
    private const string Missing = "–";

    /// <summary>Writes the page.</summary>
    /// <param name="path">Of the file; one that is there is replaced.</param>
    public static void Save(RunComparison comparison, string path)
    {
        var report = new HtmlReport($"{comparison.Runs.Count} runs compared")
        {
            Lead = $"{string.Join(", ", comparison.Names)}; evaluations on the {comparison.Split.ToString().ToLowerInvariant()} split, nats per example.",
        };
        string[] columns = ["", .. comparison.Names];
        report.Section("Figures", section =>
        {
            section.Table(columns, comparison.Figures().Select(f => (IReadOnlyList<string>)[f.Title, .. f.Values.Select(v => v?.ToString().Replace('-', '\u2212') ?? Missing)]));
            foreach (var note in comparison.Notes) section.Text(note + ".");
        });
        if (comparison.Paired().ToList() is { Count: > 0 } paired)
        {
            report.Section($"Above {comparison.Names[0]}", section =>
            {
                section.Table(["", .. comparison.Names.Skip(1)], paired.Select(p => (IReadOnlyList<string>)[p.Kind.Label!, .. p.Of.Select(d => d is { } e ? new ComparedFigure(e.Mean, e.StandardError).ToString().Replace('-', '\u2212') : Missing)]));
                section.Text("Mean differences on the same examples, with the standard errors of these differences.");
            });
        }
        report.Section("Curves", section =>
        {
            if (Bound(comparison) is { } bound) section.Figure(bound, "After each epoch, on examples that were not trained on: ELBO = E_q log p(x|z) − KL. Higher is better, and runs with other objectives compare by it.");
            Curve(section, comparison, MetricsHistory.HeldOut, MetricsHistory.Objective, "Objective, held out", "After each epoch, on examples that were not trained on. Lower is better.");
            Curve(section, comparison, MetricsHistory.Test, MetricsHistory.Objective, "Objective, test", "After each epoch, on the test split. Nothing was chosen by it. Lower is better.");
            Curve(section, comparison, MetricsHistory.Train, MetricsHistory.Objective, "Objective, training", "Mean over each epoch. Runs with other objectives or data cannot be compared by it.");
            Curve(section, comparison, MetricsHistory.Train, MetricsHistory.Divergence, "Divergence, training", "KL(q(z|x) ‖ p(z)): how much the code says about an example.");
            Curve(section, comparison, MetricsHistory.Train, MetricsHistory.Reconstruction, "Reconstruction, training", "−log p(x|z): what is left to say about an example once its code is known.");
        });
        var differences = comparison.Differences().ToList();
        report.Section("Settings that differ", section =>
        {
            if (differences.Count == 0) section.Text("None: the configurations are the same.");
            else section.Table(columns, differences.Select(d => (IReadOnlyList<string>)[d.Key, .. d.Values.Select(v => v ?? Missing)]));
        });
        report.Reproduce(TypedCommand.Of(["compare", .. comparison.Runs.Select(r => r.Path)]));
        report.Save(path);
    }

    /// <summary>The bound on held-out examples after each epoch, of the runs that logged its two parts; null when none did.</summary>
    public static Chart? Bound(RunComparison comparison)
    {
        List<LineSeries> lines = [.. comparison.Histories.Index().Where(h => h.Item.Terms(MetricsHistory.HeldOut).Intersect([MetricsHistory.Reconstruction, MetricsHistory.Divergence]).Count() == 2)
            .Select(h => h.Item.Bound(comparison.Names[h.Index]))];
        return lines.Count == 0 ? null : Chart.Lines("Bound, held out", new Axis("epoch") { IsWhole = true }, new Axis("ELBO per example", "nats"), [.. lines]);
    }

    private static void Curve(ReportSection section, RunComparison comparison, string part, string term, string title, string caption)
    {
        List<LineSeries> lines = [.. comparison.Histories.Index().Where(h => h.Item.Terms(part).Contains(term)).Select(h => h.Item.Line(comparison.Names[h.Index], part, term))];
        if (lines.Count > 0) section.Figure(Chart.Lines(title, new Axis("epoch") { IsWhole = true }, new Axis("per example", "nats"), [.. lines]), caption);
    }
}
