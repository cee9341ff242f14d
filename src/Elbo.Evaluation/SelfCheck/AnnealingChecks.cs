using Elbo.Data;
using Elbo.Evaluation.Likelihood;
using Elbo.Models.Latents;
using Elbo.Probability.Inference;
using Elbo.Torch;

namespace Elbo.Evaluation.SelfCheck;

/// <summary>
/// Annealed importance sampling of the linear Gaussian models: weights are unbiased for every number of distributions and chains, so a short path is held to p(x) itself. Part of <see cref="SelfCheckSuite"/>.
/// </summary>
internal static class AnnealingChecks
{
    private const int Repetitions = 5000, Chains = 4, Distributions = 8;

    public static IEnumerable<SelfCheckRow> Run(ulong seed, CancellationToken cancel) => Unbiased(seed, cancel).Concat(ExactPosterior(seed, cancel)).Concat(Moments(seed)).Append(Harmonic(seed, cancel));

    /// <summary>E p̂/p = 1 from the prior and from a moved and stretched encoder, and E p/p̂ = 1 of the reverse from exact posterior draws.</summary>
    private static IEnumerable<SelfCheckRow> Unbiased(ulong seed, CancellationToken cancel)
    {
        List<SelfCheckRow> rows = [];
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        using var problem = new ScalarProblem();
        new OrderedBatches(ScalarProblem.Repeat(Repetitions), Split.Test, Repetitions).TryNext(out var batch);
        var (schedule, sizes) = (AnnealingSchedule.Sigmoid(Distributions), new FrozenStepSize(0.12));
        foreach (var start in (AnnealingBase[])[AnnealingBase.Prior, AnnealingBase.Encoder])
        {
            var path = new PosteriorPath(problem.Model, batch!, start);
            var name = start.ToString().ToLowerInvariant();
            var noise = new NoiseStream(new SeedStreams(seed).Seed($"selfcheck-ais-{name}"));
            rows.Add(Ratio($"ais.forward-{name}", AnnealedImportance.Forward(path, schedule, Chains, sizes, noise, cancel: cancel).Log, 1));
            rows.Add(Ratio($"ais.reverse-{name}", AnnealedImportance.Reverse(path, [ScalarProblem.Posterior(noise, Repetitions)], schedule, Chains, sizes, noise, cancel: cancel).Log, -1));
        }
        var options = new AnnealingOptions { Chains = Chains, Steps = Distributions, StepSize = 0.12 };
        rows.Add(Ratio("ais.blocks", AnnealedEvaluator.Evaluate(problem.Model, ScalarProblem.Repeat(Repetitions), Split.Test, options, Repetitions, seed, cancel: cancel).PerExample, 1));
        return rows;
    }

    /// <summary>From the exact posterior every weight is p(x), forward and back.</summary>
    private static IEnumerable<SelfCheckRow> ExactPosterior(ulong seed, CancellationToken cancel)
    {
        const int Examples = 100;
        using var problem = new LatentProblem(seed, Examples);
        var options = new AnnealingOptions { Chains = Chains, Steps = 12, Start = AnnealingBase.Encoder, Bdmc = true };
        var found = AnnealedEvaluator.Evaluate(problem.Model, problem.Examples, Split.Test, options, Examples, seed, cancel: cancel);
        yield return SelfCheckRow.Of("ais.exact-posterior", found.PerExample.Average(), problem.DenseLogEvidence(Examples).Average(), 0);
        yield return SelfCheckRow.Of("ais.effective-chains.exact-posterior", found.EffectiveChains, Chains, 0);
        // Equal numbers, but for x rounded to f32 once.
        yield return SelfCheckRow.Of("ais.gap.exact-posterior", found.Sandwich!.Gap.Mean, 0, 0);
    }

    /// <summary>E p/p̂ = 1 of the harmonic form, whatever the density that was fitted.</summary>
    private static SelfCheckRow Harmonic(ulong seed, CancellationToken cancel)
    {
        const int Examples = 400;
        using var problem = new ScalarProblem();
        return Ratio("harmonic.inverse-evidence", HarmonicEvaluator.Evaluate(problem.Model, ScalarProblem.Repeat(Examples), Split.Test, new() { Draws = 400 }, Examples, seed, cancel: cancel).PerExample, -1);
    }

    /// <summary>Chains that begin apart come to mean and variance of N(0, v).</summary>
    private static IEnumerable<SelfCheckRow> Moments(ulong seed)
    {
        const int Count = 20_000;
        const double Variance = 0.3;
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        var path = new OneNormal(Variance);
        var noise = new NoiseStream(new SeedStreams(seed).Seed("selfcheck-hmc"));
        var state = ChainState.At(path, [Tensor.Full([1, Count, 1], 1.5, DType.F64)]);
        var kernel = new HamiltonianKernel(2);
        // A coarse step, so that the decision matters; a trajectory of a quarter of a turn and a bit.
        for (var k = 0; k < 20; k++) kernel.Move(path, state, 0, 0.8 * Math.Sqrt(Variance), noise);
        var mean = state.Place[0].Mean().ToDouble();
        var square = state.Place[0].Square().Mean().ToDouble();
        return [SelfCheckRow.Of("hmc.mean", mean, 0, Math.Sqrt(Variance / Count)), SelfCheckRow.Of("hmc.variance", square, Variance, Variance * Math.Sqrt(2.0 / Count))];
    }

    // The relative weights of independent repetitions.
    private static SelfCheckRow Ratio(string name, IReadOnlyList<double> logs, int sign)
    {
        var ratio = Estimate.Of([.. logs.Select(v => Math.Exp(sign * (v - ScalarProblem.LogEvidence)))]);
        return SelfCheckRow.Of(name, ratio.Mean, 1, ratio.StandardError);
    }

    /// <summary>N(0, v) as a base, without a normaliser.</summary>
    private sealed class OneNormal(double variance) : IAnnealedPath
    {
        public Tensor[] Draw(NoiseStream noise, int chains) => throw new NotSupportedException("chains begin where they are put");

        public (Tensor LogBase, Tensor LogRatio) LogDensities(IReadOnlyList<Tensor> place) =>
            (place[0].Square().Sum([-1]) * (-0.5 / variance), Tensor.Zeros(place[0].Shape[..2], DType.F64));
    }
}
