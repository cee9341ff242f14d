using Elbo.Data;
using Elbo.Evaluation.Charts;
using Elbo.Evaluation.Latents;
using Elbo.Evaluation.Reports;
using Elbo.Models;
using Elbo.Models.Latents;
using Elbo.Runs.Evaluations;
using Elbo.Torch;

namespace Elbo.Runs.Reports;

/// <summary>What a report says about the code: divergence and activity of its dimensions, and a map of a code of two.</summary>
internal static class ReportCode
{
    private const int Mapped = 3000;

    public static void Add(HtmlReport report, Model model, IEncoder encoder, IDataset data, RunEvaluation? evaluation) => report.Section("The code", section =>
    {
        var latent = model.As<ILatentVariables>()!;
        var units = evaluation?.Units ?? ActiveUnits.Measure(latent, data, Split.Test);
        var active = new BarOptions { Emphasis = [.. units.Variances.Select(v => v > units.Threshold)], EmphasisNames = ("active", "inactive") };
        if ((evaluation?.Kl ?? KlPerDimension.Measure(latent, data, Split.Test)) is { Count: > 0 } kl)
        {
            section.Figure(
                Chart.Bars("KL by dimension", new Axis("dimension"), new Axis("KL", "nats"), [.. kl.Select(k => k.Mean)], active),
                "How much each dimension of the code says about an example, averaged over the test split. Inactive ones say next to nothing.");
        }
        else
        {
            section.Figure(
                Chart.Bars("Activity by dimension", new Axis("dimension"), new Axis("Var E[z|x]"), units.Variances, active with { Limit = units.Threshold }),
                $"How much the posterior mean of each dimension varies over the test split; {units} of {string.Join('+', units.Layers)} are active.");
        }
        if (encoder.LatentSize == 2) Map(section, encoder, data);
    });

    private static void Map(ReportSection section, IEncoder model, IDataset data)
    {
        using var off = Gradients.Off();
        using var scope = TensorScope.Enter();
        if (!new OrderedBatches(data, Split.Test, Mapped, Mapped).TryNext(out var batch)) return;
        var codes = model.Encode(batch).ToArray<float>();
        var labels = batch.Labels?.ToArray<long>().Select(l => (int)l).ToArray();
        section.Figure(
            Chart.Scatter("Codes of test examples", new Axis("z0"), new Axis("z1"), [.. Enumerable.Range(0, codes.Length / 2).Select(k => ((double)codes[2 * k], (double)codes[2 * k + 1]))], labels, data.Info.ClassNames),
            $"Posterior means of {(labels is null ? "test examples" : "test examples, coloured by label, which the model never saw")}.");
    }
}
