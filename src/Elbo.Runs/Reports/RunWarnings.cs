using System.Globalization;
using Elbo.Evaluation.Measures;
using Elbo.Runs.Evaluations;
using Elbo.Training.Runs;

namespace Elbo.Runs.Reports;

/// <summary>What a reader of a run's figures should be told: what the training warned of, and what its curves and figures show.</summary>
internal static class RunWarnings
{
    // A rise by less than this part of the lowest value may be the noise of one epoch.
    private const double Rise = 0.01;

    // With fewer effective samples than this, one draw carries most of an estimate of log p(x).
    private const double FewSamples = 2;

    public static IEnumerable<(string Seen, string Advice)> Of(IReadOnlyList<MetricsHistory> stages, RunEvaluation? evaluation) =>
        stages.SelectMany(history => history.Warnings.Concat(FromCurves(history))).Distinct().Concat(evaluation is null ? [] : FromFigures(evaluation));

    private static IEnumerable<(string, string)> FromCurves(MetricsHistory history)
    {
        if (!history.Has(MetricsHistory.HeldOut) && !history.Has(MetricsHistory.Test))
            yield return ("Nothing was held out, so overfitting cannot be seen", "Hold examples out with --set data.validation=N");
        if (history.Least(MetricsHistory.HeldOut, history.Watched) is { } best && history.Last(MetricsHistory.HeldOut, history.Watched) is { } last && last > best.Value + Rise * Math.Abs(best.Value))
            yield return (Text($"The held-out {history.Watched} was lowest after epoch {best.Epoch} ({best.Value:0.00} nats) and is {last:0.00} now: the model overfits"), "Stop earlier, or make the model smaller");
    }

    private static IEnumerable<(string, string)> FromFigures(RunEvaluation evaluation)
    {
        if (evaluation.Find(ActiveUnitsMeasure.Count) is { Value: 0 })
            yield return ("No dimension of the code is active: the decoder ignores it", "Warm the divergence up, or weaken the decoder");
        if (evaluation.Find(IwaeMeasure.Effective) is { Value: < FewSamples } few && evaluation.Find(IwaeMeasure.Samples) is { Value: > 1 } samples)
            yield return (Text($"Of {samples.Value} importance samples {few.Value:0.0} count on average: the NLL may be far above the truth"), TypedCommand.Of("evaluate", evaluation.Run.Path, "--samples", Text($"{samples.Value * 10}")));
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
