using Elbo.Data;
using Elbo.Evaluation.Latents;
using Elbo.Evaluation.Likelihood;
using Elbo.Torch;

namespace Elbo.Evaluation.SelfCheck;

/// <summary>Standard errors and counts that go with figures, against what they must be; part of <see cref="SelfCheckSuite"/>.</summary>
internal static class ErrorChecks
{
    private const int Repetitions = 40_000;

    // Relative error of a standard deviation of n values is √((κ − 1)/4n); no kurtosis κ here is above 9.
    private static readonly double relative = Math.Sqrt(2.0 / Repetitions);

    public static IEnumerable<SelfCheckRow> Run(ulong seed, CancellationToken cancel) => Bounds(seed, cancel).Concat(Dimensions(seed)).Append(Drawn(seed)).Concat(Weights());

    /// <summary>Spread of one term over draws: log-likelihood and log-weight are α + βε + γε² in the noise, of variance β² + 2γ².</summary>
    private static IEnumerable<SelfCheckRow> Bounds(ulong seed, CancellationToken cancel)
    {
        using var problem = new ScalarProblem();
        var split = ElboEvaluator.Evaluate(problem.Model, ScalarProblem.Repeat(Repetitions), Split.Test, seed: seed, cancel: cancel);
        yield return Row("elbo.standard-error", split.Elbo.StandardError * Math.Sqrt(Repetitions), ScalarProblem.ReconstructionSpread);
        var bound = IwaeEvaluator.Evaluate(problem.Model, ScalarProblem.Repeat(Repetitions), Split.Test, 1, seed: seed, cancel: cancel);
        yield return Row("iwae-1.standard-error", bound.NegativeLogLikelihood.StandardError * Math.Sqrt(Repetitions), ScalarProblem.LogWeightSpread);
        // The bound that `score` writes beside L_K is L_1, of the same draws; a K of more than one chunk.
        const int Samples = 131, Examples = Repetitions / 4;
        var many = IwaeEvaluator.Evaluate(problem.Model, ScalarProblem.Repeat(Examples), Split.Test, Samples, seed: seed, cancel: cancel);
        var lower = Estimate.Of([.. many.MeanLogWeight]);
        yield return SelfCheckRow.Of("iwae-131.mean-log-weight", lower.Mean, ScalarProblem.Reconstruction - ScalarProblem.Kl, lower.StandardError);
        yield return SelfCheckRow.Of("iwae-131.mean-log-weight.standard-error", lower.StandardError * Math.Sqrt(Examples * (double)Samples), ScalarProblem.LogWeightSpread, ScalarProblem.LogWeightSpread * 2 * relative);
    }

    /// <summary>KL of a dimension is ½ μ² and constants with μ ~ N(0, 1 − s²): of standard deviation (1 − s²)/√2.</summary>
    private static IEnumerable<SelfCheckRow> Dimensions(ulong seed)
    {
        using var code = new LinearCode(seed, Repetitions);
        var kl = KlPerDimension.Measure(code, code.Examples, Split.Test);
        var exact = (1 - LinearCode.Spread) / Math.Sqrt(2);
        // Squares of a normal number have a kurtosis of 15.
        yield return SelfCheckRow.Of("kl-dimension-1.standard-error", kl[0].StandardError * Math.Sqrt(Repetitions), exact, exact * Math.Sqrt(14.0 / 4 / Repetitions));
    }

    /// <summary>K is taken exactly, whatever the chunks.</summary>
    private static SelfCheckRow Drawn(ulong seed)
    {
        const int Samples = 131, Examples = 7;
        var code = new CountedDraws();
        IwaeEvaluator.Evaluate(code, new FixedExamples([1], 1, Examples), Split.Test, Samples, seed: seed, rows: 300);
        return SelfCheckRow.Of("iwae-131.draws", code.Draws / (double)Examples, Samples, 0);
    }

    /// <summary>Weights 1, 2, 3, 4 in two chunks: (Σw)²/Σw² = 10/3 and log of their mean log 2.5.</summary>
    private static IEnumerable<SelfCheckRow> Weights()
    {
        List<SelfCheckRow> rows = [];
        using var scope = TensorScope.Enter();
        var weights = new Probability.ImportanceAccumulator();
        weights.Add(Tensor.From([1.0, 3.0], 2, 1).Log());
        weights.Add(Tensor.From([2.0, 4.0], 2, 1).Log());
        rows.Add(SelfCheckRow.Of("effective-samples.weights-1-2-3-4", weights.EffectiveSampleSize()[0], 10.0 / 3, 0));
        rows.Add(SelfCheckRow.Of("log-mean-weight.weights-1-2-3-4", weights.LogMeanExp()[0], Math.Log(2.5), 0));
        // √((K Σw²/(Σw)² − 1)/(K − 1)) = √((4 · 30/100 − 1)/3).
        rows.Add(SelfCheckRow.Of("log-mean-weight.standard-error", weights.StandardError()[0], Math.Sqrt(0.2 / 3), 0));
        return rows;
    }

    private static SelfCheckRow Row(string name, double estimate, double exact) => SelfCheckRow.Of(name, estimate, exact, exact * relative);
}
