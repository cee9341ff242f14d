using System.Globalization;
using System.Text.Json.Nodes;
using Elbo.Cli.Runs;
using Elbo.Data;
using Elbo.Evaluation.Latents;
using Elbo.Evaluation.Pictures;
using Elbo.Evaluation.Reports;
using Elbo.Evaluation.Visuals;
using Elbo.Models;
using Elbo.Torch;
using Elbo.Training.Runs;

namespace Elbo.Cli.Reports;

/// <summary><c>report.html</c> of a run, and its pictures under <c>samples/</c>: whatever the model's capabilities allow.</summary>
internal static class RunReport
{
    private const int Shown = 40;

    /// <param name="evaluation">Figures for the cards; null leaves them out.</param>
    public static void Write(RunDirectory run, Model model, IDataset data, RunEvaluation? evaluation)
    {
        var card = ModelCatalog.Find(run.Config.Model).Card;
        var report = new HtmlReport($"{card.Title} on {data.Info.Title}") { Lead = Lead(card, evaluation) };
        if (evaluation is not null) Cards(report, evaluation);
        report.Section("Training", section => Curves(section, run));
        if (Warnings(run) is { Count: > 0 } warnings)
            report.Section("Warnings", section => warnings.ForEach(warning => section.Text(warning)));
        if (PictureShape.Of(data.Info.Shape) is { } shape && data.Count(Split.Test) > 0) Pictures(report, run, model, data, shape);
        if (model is IGaussianEncoder encoder && data.Count(Split.Test) > 0) Code(report, encoder, data);
        report.Provenance(Provenance(run, data, evaluation));
        report.Reproduce(
            $"elbo train {run.Config.Model} --config {System.IO.Path.Combine(run.Path, "config.json")}",
            $"elbo evaluate {run.Path} --samples {evaluation?.Importance?.Samples ?? 100}");
        report.Save(run.ReportPath);
    }

    private static string Lead(ModelCard card, RunEvaluation? evaluation) => evaluation?.Importance is { } importance
        ? string.Create(CultureInfo.InvariantCulture,
            $"A test image costs {importance.NegativeLogLikelihood.Mean:0.0} nats or less under this model (IWAE-{importance.Samples} bound over {evaluation.Bound.Examples:N0} images).")
        : card.Summary;

    private static void Cards(HtmlReport report, RunEvaluation evaluation)
    {
        report.Card("ELBO", evaluation.Bound.Elbo.Mean, evaluation.Bound.Elbo.StandardError, "nats");
        if (evaluation.Importance is { } importance)
            report.Card($"NLL, IWAE-{importance.Samples}", importance.NegativeLogLikelihood.Mean, importance.NegativeLogLikelihood.StandardError, "nats");
        report.Card("log p(x|z)", evaluation.Bound.Reconstruction.Mean, evaluation.Bound.Reconstruction.StandardError, "nats");
        report.Card("KL", evaluation.Bound.Kl.Mean, evaluation.Bound.Kl.StandardError, "nats");
        if (evaluation.Units is { } units) report.Card("Active units", $"{units.Count} of {units.Variances.Count}", "Var E[z|x] > 0.01");
    }

    private static void Curves(ReportSection section, RunDirectory run)
    {
        var rows = File.ReadLines(run.MetricsPath).Select(l => JsonNode.Parse(l)!).ToList();
        if (rows.Count == 0) return;
        var epochs = rows.Select(r => (double)r["epoch"]!).ToList();
        List<LineSeries> objective = [Series("train", "train", "objective")];
        if (rows[^1]["held_out"] is JsonObject { Count: > 0 }) objective.Add(Series("held out", "held_out", "objective"));
        section.Figure(
            Chart.Lines("Objective", new Axis("epoch") { IsWhole = true }, new Axis("objective", "nats"), [.. objective]),
            "What was minimised, averaged over each epoch; for a VAE the negative bound. Lower is better.");
        var terms = ((JsonObject)rows[^1]["train"]!).Select(t => t.Key).Where(t => t != "objective").ToList();
        section.Figure(
            Chart.Lines("Its parts", new Axis("epoch") { IsWhole = true }, new Axis("per example", "nats"), [.. terms.Select(t => Series(t, "train", t))]),
            "The terms of the objective on the training data.");

        LineSeries Series(string name, string part, string term) => new(name, epochs, [.. rows.Select(r => (double?)r[part]?[term] ?? double.NaN)]);
    }

    private static List<string> Warnings(RunDirectory run) => [.. File.ReadLines(run.MetricsPath)
        .SelectMany(l => JsonNode.Parse(l)!["warnings"] as JsonArray ?? []).Select(w => $"{w!["message"]}; {w["advice"]}.")];

    private static void Pictures(HtmlReport report, RunDirectory run, Model model, IDataset data, PictureShape shape)
    {
        var folder = System.IO.Path.Combine(run.Path, "samples");
        Directory.CreateDirectory(folder);
        report.Section("Pictures", section =>
        {
            if (model is IEncoder and IDecoder)
                Show(section, "reconstructions", Reconstructions.Draw(model, data, Split.Test, Math.Min(Shown, data.Count(Split.Test)), shape),
                    "Test images and their reconstructions", "Test images (upper rows) and the model's means of p(x | z) at their posterior means (lower rows).");
            if (model is IGenerator generator)
                Show(section, "samples", Samples.Draw(generator, 64, shape), "Samples from the model", "New images: means of p(x | z) at draws z ~ p(z).");
            if (model is IGaussianEncoder coded && model is IDecoder)
            {
                var kl = KlPerDimension.Measure(coded, data, Split.Test, 2000);
                var rows = Enumerable.Range(0, kl.Length).OrderByDescending(j => kl[j]).Take(8).ToList();
                Show(section, "traversal", Traversal.Draw(model, data, Split.Test, shape, rows), "Latent traversal",
                    $"The code of the first test image, one dimension at a time from −3 to 3: dimensions {string.Join(", ", rows)}, those that carry the most information.");
            }
        });

        void Show(ReportSection section, string name, Raster picture, string alt, string caption)
        {
            PngWriter.Save(picture, System.IO.Path.Combine(folder, name + ".png"));
            section.Image(picture, alt, caption);
        }
    }

    private static void Code(HtmlReport report, IGaussianEncoder model, IDataset data)
    {
        report.Section("The code", section =>
        {
            var kl = KlPerDimension.Measure(model, data, Split.Test);
            var units = ActiveUnits.Measure(model, data, Split.Test);
            section.Figure(
                Chart.Bars("KL by dimension", new Axis("dimension, sorted"), new Axis("KL", "nats"), kl,
                    new BarOptions { Emphasis = [.. units.Variances.Select(v => v > units.Threshold)], EmphasisNames = ("active", "inactive") }),
                "How much each dimension of the code says about an image, averaged over the test split.");
            if (model.LatentSize == 2) Map(section, model, data);
        });
    }

    private static void Map(ReportSection section, IGaussianEncoder model, IDataset data)
    {
        using var off = Gradients.Off();
        using var scope = TensorScope.Enter();
        if (!new OrderedBatches(data, Split.Test, 3000, 3000).TryNext(out var batch)) return;
        var codes = model.Encode(batch).ToArray<float>();
        var labels = batch.Labels?.ToArray<long>().Select(l => (int)l).ToArray();
        section.Figure(
            Chart.Scatter("Codes of test examples", new Axis("z0"), new Axis("z1"), [.. Enumerable.Range(0, codes.Length / 2).Select(k => ((double)codes[2 * k], (double)codes[2 * k + 1]))], labels),
            "Posterior means of the first 3,000 test examples, coloured by label, which the model never saw.");
    }

    private static IEnumerable<(string, string)> Provenance(RunDirectory run, IDataset data, RunEvaluation? evaluation)
    {
        yield return ("Model", $"{run.Config.Model} {run.Config.ModelSettings.ToJsonString()}");
        yield return ("Data", $"{data.Info.Id}, {data.Count(Split.Train):N0} training and {data.Count(Split.Test):N0} test examples, binarisation {run.Config.Data.Binarisation.ToString().ToLowerInvariant()}");
        yield return ("Training", string.Create(CultureInfo.InvariantCulture,
            $"{run.Config.Training.Epochs} epochs, batch {run.Config.Training.Batch}, {run.Config.Training.Optimizer}, learning rate {run.Config.Training.LearningRate}, schedule {run.Config.Training.Schedule.ToString().ToLowerInvariant()}"));
        yield return ("Seed", run.Config.Seed.ToString(CultureInfo.InvariantCulture));
        if (evaluation?.ToJson()["weights_sha256"] is { } hash) yield return ("Weights SHA-256", hash.ToString());
        foreach (var (key, value) in (JsonObject)JsonNode.Parse(File.ReadAllText(System.IO.Path.Combine(run.Path, "environment.json")))!)
            yield return (key, value?.ToString() ?? "");
    }
}
