using System.Text.Json.Nodes;
using Elbo.Data;
using Elbo.Evaluation.Likelihood;
using Elbo.Evaluation.Measures;
using Elbo.Runs.Evaluations;
using Elbo.Torch;
using Elbo.Torch.IO;
using Elbo.Training.Runs;

namespace Elbo.Runs.Reports;

/// <summary>By how much a run is above the first, example by example: what all examples have in common falls out, so that the error is smaller than that of either figure.</summary>
/// <param name="Kind">Of what the difference is.</param>
/// <param name="Of">One for each run but the first: mean and standard error over examples; null where the figures are unlike or the examples of one were not kept.</param>
public sealed record PairedDifferences(FigureKind Kind, IReadOnlyList<Estimate?> Of)
{
    private static readonly (FigureKind Kind, int Column, double Sign)[] kept = [(BoundMeasure.Elbo, 0, 1), (IwaeMeasure.Nll, 1, -1)];

    internal static IEnumerable<PairedDifferences> Between(IReadOnlyList<RunDirectory> runs, Split split, IReadOnlyList<JsonObject?> evaluations)
    {
        var examples = runs.Select((run, k) => evaluations[k] is null ? null : Read(run, split)).ToList();
        foreach (var (kind, column, sign) in kept)
        {
            var alike = runs.Select((run, k) => Likeness.OfEvaluation(run, split, evaluations[k], kind)).ToList();
            List<Estimate?> found = [.. Enumerable.Range(1, runs.Count - 1).Select(k => alike[k] == alike[0] ? Difference(examples[0], examples[k], column, sign) : null)];
            if (found.Any(d => d is not null)) yield return new(kind, found);
        }
    }

    private static Estimate? Difference(double[]? first, double[]? other, int column, double sign)
    {
        if (first is null || other is null || first.Length != other.Length) return null;
        double[] each = [.. Enumerable.Range(0, first.Length / 2).Select(n => sign * (other[2 * n + column] - first[2 * n + column]))];
        return Array.TrueForAll(each, double.IsFinite) ? Estimate.Of(each) : null;
    }

    private static double[]? Read(RunDirectory run, Split split)
    {
        var path = RunEvaluation.ExamplesPathOf(run, split);
        if (!File.Exists(path)) return null;
        using var scope = TensorScope.Enter();
        var values = Npy.Load(path);
        return values.Rank == 2 && values.Size(1) == 2 ? values.To(DType.F64).ToArray<double>() : null;
    }
}
