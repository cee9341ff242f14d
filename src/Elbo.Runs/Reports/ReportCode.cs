using Elbo.Data;
using Elbo.Evaluation.Charts;
using Elbo.Evaluation.Latents;
using Elbo.Evaluation.Measures;
using Elbo.Evaluation.Reports;
using Elbo.Models;
using Elbo.Runs.Evaluations;
using Elbo.Torch;

namespace Elbo.Runs.Reports;

/// <summary>What a report says about the code: divergence and activity of its dimensions, and a map of a code of two.</summary>
internal static class ReportCode
{
    private const int Mapped = 3000;

    public static void Add(HtmlReport report, Model model, IEncoder encoder, IDataset data, ReportSplit of, RunEvaluation? evaluation)
    {
        var context = new MeasureContext(model, data, of.Split);
        if (encoder.IsDirection)
        {
            if (encoder.LatentSize <= 3) report.Section("The code", section => Map(section, encoder, data, of));
            return;
        }

        // None where there is one example, such as a graph, over which nothing varies.
        if (Taken(evaluation, new ActiveUnitsMeasure(), context) is { Count: > 0 } units) report.Section("The code", section => Write(section, encoder, context, of, units, evaluation));
    }

    private static void Write(ReportSection section, IEncoder encoder, MeasureContext context, ReportSplit of, IReadOnlyList<Figure> units, RunEvaluation? evaluation)
    {
        var (variances, count) = (units.Single(f => f.Kind == ActiveUnitsMeasure.Variances).Values!, units.Single(f => f.Kind == ActiveUnitsMeasure.Count));
        var active = new BarOptions { Emphasis = [.. variances.Select(v => v > ActiveUnits.DefaultThreshold)], EmphasisNames = ("active", "inactive") };
        if (Taken(evaluation, new KlMeasure(), context).FirstOrDefault() is { Values: { } kl })
        {
            // A class among them has a divergence and no mean that could vary.
            var isAlike = kl.Count == variances.Count;
            section.Figure(
                Chart.Bars("KL by dimension", new Axis("dimension"), new Axis("KL", "nats"), kl, isAlike ? active : new()),
                $"How much each dimension of the code says about an example, averaged over {of.Word} examples.{(isAlike ? " Inactive ones say next to nothing." : " A class is one of them.")}");
        }
        else
        {
            section.Figure(
                Chart.Bars("Activity by dimension", new Axis("dimension"), new Axis("Var E[z|x]"), variances, active with { Limit = ActiveUnits.DefaultThreshold }),
                $"How much the posterior mean of each dimension varies over {of.Word} examples; {count.Shown} are active.");
        }
        if (encoder.LatentSize == 2) Map(section, encoder, context.Data, of);
    }

    /// <summary>Figures of an evaluation that has them, else measured now; none where the measure does not fit.</summary>
    private static IReadOnlyList<Figure> Taken(RunEvaluation? evaluation, IMeasure measure, MeasureContext context)
    {
        if (evaluation?.Figures.Where(f => measure.Kinds.Contains(f.Kind)).ToList() is { Count: > 0 } known) return known;
        if (measure.Unfit(context.Model, DataSchema.Of(context.Data)) is not null) return [];
        try
        {
            return [.. measure.Take(context)];
        }
        catch (UnfitException)
        {
            return [];
        }
    }

    private static void Map(ReportSection section, IEncoder model, IDataset data, ReportSplit of)
    {
        using var off = Gradients.Off();
        using var scope = TensorScope.Enter();
        if (!new OrderedBatches(data, of.Split, Mapped, Mapped).TryNext(out var batch)) return;
        var codes = model.Encode(batch).ToArray<float>();
        var labels = batch.Labels?.ToArray<long>().Select(l => (int)l).ToArray();
        // There is no colour for what is not known.
        if (labels?.Any(l => l < 0) == true) labels = null;
        if (model is { IsDirection: true, LatentSize: 3 })
        {
            // Height and longitude keep areas: what is uniform on the sphere is uniform here.
            section.Figure(
                Chart.Scatter($"Directions of {of.Word} examples", new Axis("longitude", "degrees"), new Axis("z2"),
                    [.. Enumerable.Range(0, codes.Length / 3).Select(k => (Math.Atan2(codes[3 * k + 1], codes[3 * k]) * 180 / Math.PI, (double)codes[3 * k + 2]))], labels, data.Info.ClassNames),
                $"Mean directions of {of.Word} examples on a map of the sphere that keeps areas (Lambert’s cylindrical projection): its left and right edges are one, the upper and lower are the poles{(labels is null ? "" : "; coloured by label")}.");
            return;
        }

        section.Figure(
            Chart.Scatter($"Codes of {of.Word} examples", new Axis("z0"), new Axis("z1"), [.. Enumerable.Range(0, codes.Length / 2).Select(k => ((double)codes[2 * k], (double)codes[2 * k + 1]))], labels, data.Info.ClassNames),
            $"{(model.IsDirection ? "Mean directions" : "Posterior means")} of {of.Word} examples{(labels is null ? "" : ", coloured by label")}.");
    }
}
