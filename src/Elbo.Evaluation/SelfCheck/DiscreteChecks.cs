using Elbo.Data;
using Elbo.Evaluation.Likelihood;
using Elbo.Models.Objectives;
using Elbo.Torch;

namespace Elbo.Evaluation.SelfCheck;

/// <summary>Bounds and gradients of a discrete code whose likelihood is a sum over sixteen states, where nothing can be reparameterised; part of <see cref="SelfCheckSuite"/>.</summary>
internal static class DiscreteChecks
{
    private const int Repetitions = 40_000, AtOnce = 2000, Batches = 60, Samples = 3;

    public static IEnumerable<SelfCheckRow> Run(ulong seed, CancellationToken cancel)
    {
        using var scope = TensorScope.Enter();
        var code = new FourBitCode();
        var truth = FourBitTruth.Parameters;
        return [.. Bounds(code, truth, seed, cancel), .. Gradients(code, truth, seed, cancel)];
    }

    /// <summary>The bound, L_K, and the mean of the weights, which is p(x) for every K.</summary>
    private static List<SelfCheckRow> Bounds(FourBitCode code, FourBitTruth truth, ulong seed, CancellationToken cancel)
    {
        var elbo = ElboEvaluator.Evaluate(code, FourBitCode.Repeat(Repetitions), Split.Test, seed: seed, cancel: cancel).Elbo;
        List<SelfCheckRow> rows = [SelfCheckRow.Of("four-bits.elbo", elbo.Mean, truth.Bound(1), elbo.StandardError)];
        foreach (var samples in (int[])[1, 2, 4])
        {
            var bound = IwaeEvaluator.Evaluate(code, FourBitCode.Repeat(Repetitions), Split.Test, samples, seed: seed, rows: 10_000, cancel: cancel);
            rows.Add(SelfCheckRow.Of($"four-bits.iwae-{samples}", -bound.NegativeLogLikelihood.Mean, truth.Bound(samples), bound.NegativeLogLikelihood.StandardError));
            var ratio = Estimate.Of([.. bound.PerExample.Select(log => Math.Exp(log - truth.LogEvidence))]);
            rows.Add(SelfCheckRow.Of($"four-bits.mean-weight-{samples}", ratio.Mean, 1, ratio.StandardError));
        }
        return rows;
    }

    /// <summary>Expected objectives, and their gradients along one direction of each of posterior, prior and likelihood.</summary>
    private static List<SelfCheckRow> Gradients(FourBitCode code, FourBitTruth truth, ulong seed, CancellationToken cancel)
    {
        double[] Bound(int samples) => [.. Moves(truth).Select(move => FourBitTruth.BoundSlope(samples, move))];
        var (one, many) = (Bound(1), Bound(Samples));
        (string Name, IObjective Objective, double? Value, double[] Slopes)[] estimators =
        [
            ($"vimco-{Samples}", new VimcoObjective(Samples), truth.Bound(Samples), many),
            ($"rws-{Samples}", new RwsObjective(Samples), truth.Bound(Samples), [truth.WakeSlope(Samples), many[1], many[2]]),
            ("score-2", new ScoreObjective(2), truth.Bound(1), one),
            ($"score-{Samples}", new ScoreObjective(Samples), truth.Bound(1), one),
            // Two phases ascend no one number.
            ("wake-sleep", new WakeSleepObjective(), null, [truth.SleepSlope, truth.JointSlope(truth.MovePrior), truth.JointSlope(truth.MoveLikelihood)]),
        ];
        List<SelfCheckRow> rows = [];
        foreach (var (name, objective, value, exact) in estimators) rows.AddRange(Rows(code, name, objective, value, exact, seed, cancel));
        return rows;
    }

    private static IEnumerable<Func<double, FourBitTruth>> Moves(FourBitTruth truth) => [truth.MovePosterior, truth.MovePrior, truth.MoveLikelihood];

    private static IEnumerable<SelfCheckRow> Rows(FourBitCode code, string name, IObjective objective, double? value, double[] exact, ulong seed, CancellationToken cancel)
    {
        var noise = new NoiseStream(new SeedStreams(seed).Seed($"selfcheck-four-bits-{name}"));
        var direction = FourBitTruth.Direction;
        double[][] along = [direction.Posterior, direction.Prior, direction.Weight, direction.Bias];
        var values = new double[Batches];
        var slopes = Enumerable.Range(0, 3).Select(_ => new double[Batches]).ToArray();
        for (var batch = 0; batch < Batches; batch++)
        {
            cancel.ThrowIfCancellationRequested();
            using var scope = TensorScope.Enter();
            var x = new Batch(Tensor.From([.. Enumerable.Repeat(FourBitCode.Example, AtOnce).SelectMany(e => e)], AtOnce, FourBitCode.Pixels), null, Tensor.Arange(AtOnce));
            var bound = -objective.Of(code, x, noise).Objective.Mean();
            values[batch] = bound.ToDouble();
            var gradients = Torch.Gradients.Of([bound], code.Parameters);
            for (var part = 0; part < gradients.Length; part++)
                slopes[Math.Min(part, 2)][batch] += gradients[part].Flatten().ToArray<double>().Zip(along[part], (g, v) => g * v).Sum();
        }
        if (value is { } known) yield return Row("bound", values, known);
        foreach (var (k, part) in ((string[])["posterior", "prior", "likelihood"]).Index()) yield return Row(part, slopes[k], exact[k]);

        SelfCheckRow Row(string of, double[] estimates, double truth)
        {
            var mean = Estimate.Of(estimates);
            return SelfCheckRow.Of($"four-bits.{name}.{of}", mean.Mean, truth, mean.StandardError);
        }
    }
}
