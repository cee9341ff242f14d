using Elbo.Data;
using Elbo.Evaluation.Detection;
using Elbo.Evaluation.Latents;
using Elbo.Evaluation.Likelihood;
using Elbo.Torch;

namespace Elbo.Evaluation.SelfCheck;

/// <summary>The estimators that look at codes and scores, part of <see cref="SelfCheckSuite"/>.</summary>
internal static class CodeChecks
{
    private const int Examples = 40_000;

    // The work grows with its square.
    private const int AggregateExamples = 4000;

    public static IEnumerable<SelfCheckRow> Run(ulong seed, CancellationToken cancel) =>
        Units(seed).Concat(LayeredUnits(seed)).Concat(Divergences(seed)).Concat(Aggregates(seed, cancel)).Append(Detection(seed));

    /// <summary>The variance of posterior means over data, unit by unit, and how many units count as active.</summary>
    private static IEnumerable<SelfCheckRow> Units(ulong seed)
    {
        using var problem = new LatentProblem(seed, Examples);
        var units = ActiveUnits.Measure(problem.Model, problem.Examples, Split.Test);
        var exact = problem.VarianceOfMeans();
        for (var u = 0; u < exact.Length; u++) yield return VarianceRow($"active-units.variance-{u + 1}", units.Variances[u], exact[u]);
        yield return SelfCheckRow.Of("active-units.count", units.Count, LatentProblem.Used, 0);
    }

    /// <summary>A unit above a drawn one: its variance counts the draw.</summary>
    private static IEnumerable<SelfCheckRow> LayeredUnits(ulong seed)
    {
        using var code = new LayeredLinearCode(seed, Examples);
        var units = ActiveUnits.Measure(code, code.Examples, Split.Test, seed: seed);
        yield return VarianceRow("active-units.layer-2", units.Variances[^1], LayeredLinearCode.UpperVariance);
    }

    /// <summary>The divergence of each dimension, averaged over data.</summary>
    private static IEnumerable<SelfCheckRow> Divergences(ulong seed)
    {
        using var code = new LinearCode(seed, Examples);
        var kl = KlPerDimension.Measure(code, code.Examples, Split.Test);
        for (var j = 0; j < kl.Count; j++) yield return Row($"kl-dimension-{j + 1}", kl[j], LinearCode.Kl);
    }

    private static IEnumerable<SelfCheckRow> Aggregates(ulong seed, CancellationToken cancel)
    {
        var clusters = ClusterCode.Measure(seed, AggregateExamples, cancel);
        yield return Row("mutual-information.clusters", clusters.MutualInformation, ClusterCode.MutualInformation);
        yield return Row("total-correlation.clusters", clusters.TotalCorrelation, ClusterCode.TotalCorrelation);
        yield return Row("aggregate-kl-dimension-1.clusters", clusters.DimensionKl![0], ClusterCode.DimensionKl);
        yield return Row("aggregate-kl.clusters", clusters.MarginalKl!.Value, 2 * ClusterCode.DimensionKl + ClusterCode.TotalCorrelation);
        using var code = new LinearCode(seed, AggregateExamples);
        var gaussian = AggregatePosterior.Measure(code, code.Examples, Split.Test, AggregateExamples, seed, cancel: cancel)!;
        yield return Row("mutual-information.gaussian", gaussian.MutualInformation, LinearCode.MutualInformation);
        yield return Row("total-correlation.gaussian", gaussian.TotalCorrelation, LinearCode.TotalCorrelation);
    }

    /// <summary>Scores N(δ, 1) against N(0, 1): the area is Φ(δ/√2), at δ = 1 0.760249938906523.</summary>
    private static SelfCheckRow Detection(ulong seed)
    {
        using var scope = TensorScope.Enter();
        var noise = new NoiseStream(new SeedStreams(seed).Seed("selfcheck-auroc"));
        double[] lower = noise.Normal([Examples]).To(DType.F64).ToArray<double>(), higher = (noise.Normal([Examples]).To(DType.F64) + 1).ToArray<double>();
        return Row("auroc.normal", RocArea.Of(higher, lower), 0.760249938906523);
    }

    // The means are Gaussian, so their sample variance has a relative error of √(2/n).
    private static SelfCheckRow VarianceRow(string name, double estimate, double exact) =>
        SelfCheckRow.Of(name, estimate, exact, exact * Math.Sqrt(2.0 / Examples));

    // Posteriors are f32: equal examples are rounded alike, which no averaging takes away.
    private static SelfCheckRow Row(string name, Estimate estimate, double exact) =>
        SelfCheckRow.Of(name, estimate.Mean, exact, estimate.StandardError + 1e-6);
}
