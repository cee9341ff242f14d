using Elbo.Data;
using Elbo.Evaluation.Likelihood;
using Elbo.Probability;
using Elbo.Torch;

namespace Elbo.Evaluation.SelfCheck;

/// <summary>Estimators and figures of the toolkit where the truth is known: in a linear Gaussian model, in a code of four bits, by hand, or as a sum over a grid. A check is a method here or in a part.</summary>
public static class SelfCheckSuite
{
    private const int Repetitions = 40_000;

    // An example costs a thousand samples; the error per example is small in turn.
    private const int RepetitionsOf1000 = 4000;

    /// <summary>All rows, in a fixed order.</summary>
    /// <param name="seed">Of every draw.</param>
    public static IEnumerable<SelfCheckRow> Run(ulong seed = 1, CancellationToken cancel = default) =>
        Bounds(seed, cancel).Concat(ImportanceBounds(seed, cancel)).Concat(ExactPosterior(seed, cancel)).Concat(Divergences(seed, cancel))
            .Concat(CodeChecks.Run(seed, cancel)).Concat(ErrorChecks.Run(seed, cancel)).Concat(FigureChecks.Run()).Concat(OwnDensityChecks.Run(seed, cancel)).Concat(GradientChecks.Run(seed, cancel)).Concat(AnnealingChecks.Run(seed, cancel)).Concat(SphereChecks.Run(seed)).Concat(DiscreteChecks.Run(seed, cancel));

    /// <summary>The bound by sampling, and its two parts.</summary>
    private static IEnumerable<SelfCheckRow> Bounds(ulong seed, CancellationToken cancel)
    {
        using var problem = new ScalarProblem();
        var split = ElboEvaluator.Evaluate(problem.Model, ScalarProblem.Repeat(Repetitions), Split.Test, seed: seed, cancel: cancel);
        yield return Row("elbo", split.Elbo, ScalarProblem.Reconstruction - ScalarProblem.Kl, F32);
        yield return Row("elbo.reconstruction", split.Reconstruction, ScalarProblem.Reconstruction, F32);
        yield return Row("elbo.kl", split.Kl, ScalarProblem.Kl, F32);
    }

    /// <summary>L_K, also for a K that fills no whole number of chunks.</summary>
    private static IEnumerable<SelfCheckRow> ImportanceBounds(ulong seed, CancellationToken cancel)
    {
        using var problem = new ScalarProblem();
        foreach (var (samples, repetitions) in ((int, int)[])[(1, Repetitions), (10, Repetitions), (131, Repetitions / 4), (1000, RepetitionsOf1000)])
        {
            var bound = IwaeEvaluator.Evaluate(problem.Model, ScalarProblem.Repeat(repetitions), Split.Test, samples, seed: seed, cancel: cancel);
            var exact = ScalarProblem.LogEvidence + ExactIwaeBound.Gap(ScalarProblem.Shift, ScalarProblem.Stretch, samples);
            var (mean, error) = bound.NegativeLogLikelihood;
            yield return SelfCheckRow.Of($"iwae-{samples}", -mean, exact, error);
        }
    }

    /// <summary>With q the exact posterior every weight is p(x): no variance, any K, as many effective samples as samples.</summary>
    private static IEnumerable<SelfCheckRow> ExactPosterior(ulong seed, CancellationToken cancel)
    {
        const int Examples = 100;
        using var problem = new LatentProblem(seed, Examples);
        var exact = problem.DenseLogEvidence(Examples).Average();
        yield return SelfCheckRow.Of("log-evidence", ClosedForm(problem), exact, 0);
        foreach (var samples in (int[])[1, 64])
        {
            var bound = IwaeEvaluator.Evaluate(problem.Model, problem.Examples, Split.Test, samples, seed: seed, cancel: cancel);
            yield return SelfCheckRow.Of($"iwae-{samples}.exact-posterior", bound.PerExample.Average(), exact, 0);
            yield return SelfCheckRow.Of($"effective-samples-{samples}.exact-posterior", bound.EffectiveSampleSize, samples, 0);
        }
    }

    /// <summary>Closed forms of the divergence against the mean of log q − log p over draws.</summary>
    private static IEnumerable<SelfCheckRow> Divergences(ulong seed, CancellationToken cancel)
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        var noise = new NoiseStream(new SeedStreams(seed).Seed("selfcheck-kl"));
        Tensor D(params double[] values) => Tensor.From(values);
        var q = Normal.FromLogVariance(D(0.3, -1.2, 0), D(-0.5, 0.4, -2));
        (string Name, Distribution Q, Distribution P)[] pairs =
        [
            ("kl.normal-standard-normal", q, new StandardNormal(3, DType.F64)),
            ("kl.normal-normal", q, Normal.FromLogVariance(D(0, -1, 0.5), D(0, 0.8, -1))),
            ("kl.bernoulli-bernoulli", new Bernoulli(D(0.5, -2)), new Bernoulli(D(-0.5, -1))),
            ("kl.laplace-laplace", new Laplace(D(0.2, -0.4), D(-0.3, 0.1)), new Laplace(D(0, 0), D(0, 0))),
        ];
        var rows = new List<SelfCheckRow>();
        foreach (var (name, from, to) in pairs)
        {
            cancel.ThrowIfCancellationRequested();
            var sampled = Kl.MonteCarlo(from, to, noise, 400_000);
            rows.Add(SelfCheckRow.Of(name, sampled.Value.ToDouble(), Kl.Between(from, to).ToDouble(), sampled.StandardError.ToDouble()));
        }
        return rows;
    }

    // What rounding each example's value to f32 can shift the mean by, as equal examples are rounded alike.
    private const double F32 = 1e-7;

    private static SelfCheckRow Row(string name, Estimate estimate, double exact, double rounding) =>
        SelfCheckRow.Of(name, estimate.Mean, exact, estimate.StandardError + rounding * Math.Max(1, Math.Abs(exact)));

    private static double ClosedForm(LatentProblem problem)
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        new OrderedBatches(problem.Examples, Split.Test, 1000).TryNext(out var batch);
        return problem.Model.LogEvidence(batch!).Mean().ToDouble();
    }
}
