using System.Globalization;
using System.Text.Json.Nodes;
using Elbo.Data;
using Elbo.Evaluation.Charts;
using Elbo.Evaluation.Measures;
using Elbo.Evaluation.Reports;
using Elbo.Evaluation.Visuals;
using Elbo.Models;
using Elbo.Models.Latents;
using Elbo.Runs.Evaluations;
using Elbo.Training.Runs;

namespace Elbo.Runs.Reports;

/// <summary><c>report.html</c> of a run, and its images under <c>samples/</c>: whatever the model's capabilities allow.</summary>
public static class RunReport
{
    /// <param name="evaluation">Figures of the split that is shown; null leaves them out.</param>
    public static void Write(RunDirectory run, Model model, IDataset data, RunEvaluation? evaluation)
    {
        var card = ModelCatalog.Find(run.Config.Model).Card;
        var histories = MetricsHistory.ReadAll(run);
        var history = MetricsHistory.Read(run);
        var of = new ReportSplit(evaluation?.Split ?? SplitChoice.Usual(data));
        var shape = data.Info.Kind == DataKind.Array ? ExampleForms.Of(data.Info.Shape, data.Info.SampleRate) : null;
        var example = $"{of.Word} {(shape is ImageShape ? "image" : "example")}";
        var report = new HtmlReport($"{card.Title} on {data.Info.Title}") { Lead = Lead(run, card, evaluation, history, model.As<ILatentVariables>()?.Words, example) };
        if (evaluation is not null) Cards(report, evaluation);
        else Cards(report, history);
        var warnings = RunWarnings.Of(histories, evaluation).ToList();
        if (warnings.Count > 0) report.Section("Warnings", section => section.Table(["What was seen", "What to do"], warnings.Select(w => (IReadOnlyList<string>)[w.Seen, w.Advice])));
        if (shape is not null) ReportExamples.Add(report, run, model, data, of, shape);
        if (data.Info is { Kind: DataKind.WordCounts, Vocabulary: { } words }) ReportWords.Add(report, model, data, of.Split, words);
        if (TextForm.Of(DataSchema.Of(data)) is Sentences texts) ReportSentences.Add(report, model, data, of, texts);
        foreach (var stage in histories) report.Section(stage.Stage == TrainingStage.Whole ? "Training" : $"Training: {stage.Stage}", section => Curves(section, stage));
        if (model.As<IEncoder>() is { } encoder) ReportCode.Add(report, model, encoder, data, of, evaluation);
        if (model.As<ICodeModel>() is { } codes) ReportCodebook.Add(report, codes, data, of);
        if (evaluation is not null) report.Section("All figures", section => Figures(section, evaluation));
        report.Provenance(Provenance(run, data, evaluation));
        report.Reproduce(
            TypedCommand.Of("train", run.Config.Model, "--config", Path.Combine(run.Path, "config.json")),
            evaluation is null ? TypedCommand.Of("evaluate", run.Path) : evaluation.Provenance["command"]!.ToString());
        report.Save(run.ReportPath);
    }

    private static string Lead(RunDirectory run, ModelCard card, RunEvaluation? evaluation, MetricsHistory history, DensityWords? words, string example)
    {
        var told = words switch
        {
            { Given: { } given, Observed: "x" } => $"A {example} whose {given} is given",
            { Given: not null } => $"What is not given of a {example}",
            _ => $"A {example}",
        };
        if (evaluation?.Find(IwaeMeasure.Nll) is { } nll)
            return Text($"{told} costs {nll.Value:0.0} nats or less under this model (IWAE-{evaluation.Find(IwaeMeasure.Samples)!.Value:0} bound over {evaluation.Examples:N0} {example}s).");
        if (evaluation?.Find(BoundMeasure.Elbo) is { } elbo) return Text($"{told} costs {-elbo.Value:0.0} nats or less under this model (the bound, over {evaluation.Examples:N0} {example}s).");
        if (evaluation is not null) return $"{card.Summary} Measured over {evaluation.Examples.ToString("N0", CultureInfo.InvariantCulture)} {example}s.";
        return history.Count == 0 ? card.Summary : $"{card.Summary} Trained for {Trained(run, history)}, not evaluated yet.";
    }

    private static void Cards(HtmlReport report, RunEvaluation evaluation)
    {
        foreach (var figure in evaluation.WithEarlier)
        {
            if ((figure.Head ?? figure.Kind.Card) is not { } head) continue;
            if (figure.Shown is { } shown) report.Card(head, shown, figure.Meaning);
            else report.Card(head, figure.Value, figure.StandardError, figure.Unit);
        }
    }

    private static void Cards(HtmlReport report, MetricsHistory history)
    {
        if (history.Last(MetricsHistory.Train) is { } train) report.Card("Objective, training", train, null, "nats, mean over the last epoch");
        if (history.Last(MetricsHistory.HeldOut) is { } heldOut) report.Card("Objective, held out", heldOut, null, "nats, after the last epoch");
        if (history.Last(MetricsHistory.Test) is { } test) report.Card("Objective, test", test, null, "nats, after the last epoch");
        if (history.Least(MetricsHistory.HeldOut, history.Watched) is { } best)
            report.Card(history.Watched == MetricsHistory.Objective ? "Best held out" : $"Best held out, {history.Watched}", best.Value, null, $"nats, after epoch {best.Epoch}");
    }

    private static void Curves(ReportSection section, MetricsHistory history)
    {
        List<LineSeries> objective = [history.Line("train", MetricsHistory.Train, MetricsHistory.Objective)];
        if (history.Has(MetricsHistory.HeldOut)) objective.Add(history.Line("held out", MetricsHistory.HeldOut, MetricsHistory.Objective));
        if (history.Has(MetricsHistory.Test)) objective.Add(history.Line("test", MetricsHistory.Test, MetricsHistory.Objective));
        section.Figure(
            Chart.Lines("Objective", new Axis("epoch") { IsWhole = true }, new Axis("objective", "nats"), [.. objective]),
            "What was minimised, averaged over each epoch; for a VAE the negative bound. Lower is better. Those held out for validation, by which the best epoch is chosen, and those of the test split are measured after the epoch, so they may lie below.");
        var terms = history.Terms(MetricsHistory.Train).Where(t => t != MetricsHistory.Objective).ToList();
        if (terms.Count == 0) return;
        foreach (var (unit, alike) in terms.GroupBy(history.UnitOf).Select(g => (g.Key, g.ToList())))
            section.Figure(
                Chart.Lines(unit == "nats" ? "Its parts" : string.Join(", ", alike), new Axis("epoch") { IsWhole = true }, new Axis("per example", unit), [.. alike.Select(t => history.Line(t, MetricsHistory.Train, t))]),
                unit == "nats" ? "The terms of the objective on the training data, and figures beside it." : "The same, in another unit.");
    }

    private static void Figures(ReportSection section, RunEvaluation evaluation) => section.Table(
        ["Figure", "Value ± standard error", "Meaning"],
        evaluation.Shown.Select(f => (IReadOnlyList<string>)[f.Label!, f.ToString().Replace('-', '\u2212'), f.Meaning]));

    // One stage may have stopped early; of several the plan is told.
    private static string Trained(RunDirectory run, MetricsHistory history) => run.Stages.Count == 1 ? Epochs(history.Count) : run.Config.DescribeEpochs();

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Epochs(int count) => $"{count} epoch{(count == 1 ? "" : "s")}";

    private static IEnumerable<(string, string)> Provenance(RunDirectory run, IDataset data, RunEvaluation? evaluation)
    {
        yield return ("Model", $"{run.Config.Model} {run.Config.ModelSettings.ToJsonString()}");
        yield return ("Data", $"{data.Info.Id}, {data.Count(Split.Train):N0} training, {data.Count(Split.Validation):N0} validation and {data.Count(Split.Test):N0} test examples, binarisation {run.Config.Data.ToOptions().Binarisation.ToString().ToLowerInvariant()}");
        yield return ("Training", string.Create(CultureInfo.InvariantCulture,
            $"{run.Config.DescribeEpochs()}, batch {run.Config.Training.Batch}, {run.Config.Training.Optimizer}, learning rate {run.Config.Training.LearningRate}, schedule {run.Config.Training.Schedule.ToString().ToLowerInvariant()}"));
        foreach (var change in RunChanges.Of(run))
            yield return ("Changed", $"{change["key"]} from {change["from"]?.ToJsonString() ?? "null"} to {change["to"]?.ToJsonString() ?? "null"} after step {change["step"]}{(run.Stages.Count > 1 ? $" of the {change["stage"]}" : "")}, {change["date"]}");
        yield return ("Seed", run.Config.Seed.ToString(CultureInfo.InvariantCulture));
        if (data.Info.Note.Length > 0) yield return ("About the data", data.Info.Note);
        if (evaluation is not null)
        {
            yield return ("Weights SHA-256", evaluation.Provenance["weights_sha256"]?.ToString() ?? "");
            yield return ("Data SHA-256", evaluation.Provenance["data_sha256"]?.ToString() ?? "");
            yield return ("Evaluated", $"{evaluation.Provenance["date"]}, seed {evaluation.Seed}");
        }
        foreach (var (key, value) in (JsonObject)JsonNode.Parse(File.ReadAllText(Path.Combine(run.Path, "environment.json")))!)
            yield return (key, value?.ToString() ?? "");
    }
}
