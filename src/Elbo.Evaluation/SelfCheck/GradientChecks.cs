using Elbo.Data;
using Elbo.Models.Objectives;
using Elbo.Torch;

namespace Elbo.Evaluation.SelfCheck;

/// <summary>Expected gradients of bounds in the mean of q, against the derivative of <see cref="ExactIwaeBound"/>; part of <see cref="SelfCheckSuite"/>.</summary>
internal static class GradientChecks
{
    private const int Samples = 5, AtOnce = 1000, Batches = 40;

    public static IEnumerable<SelfCheckRow> Run(ulong seed, CancellationToken cancel)
    {
        using var problem = new ScalarProblem();
        var ofMean = Slope(Samples);
        (string Name, IObjective Objective, double Exact)[] estimators =
        [
            ("iwae-5.gradient", new IwaeObjective(Samples), ofMean),
            ("dreg-5.gradient", new DregObjective(Samples), ofMean),
            ("miwae-2-5.gradient", new MiwaeObjective(2, Samples), ofMean),
            ("ciwae-5.gradient", new CiwaeObjective(Samples, 0.3), 0.3 * Slope(1) + 0.7 * ofMean),
            ("stl-1.gradient", new StlObjective(1), Slope(1)),
        ];
        foreach (var (name, objective, exact) in estimators)
        {
            cancel.ThrowIfCancellationRequested();
            yield return Row(problem, name, objective, exact, seed);
        }
    }

    private static SelfCheckRow Row(ScalarProblem problem, string name, IObjective objective, double exact, ulong seed)
    {
        var noise = new NoiseStream(new SeedStreams(seed).Seed("selfcheck-gradients"));
        var mean = problem.Model.NamedParameters().Single(p => p.Name == "encoder.bias").Value;
        var means = new double[Batches];
        for (var k = 0; k < Batches; k++)
        {
            using var scope = TensorScope.Enter();
            var x = new Batch(Tensor.Ones([AtOnce, 2]), null, Tensor.Arange(AtOnce));
            means[k] = -Gradients.Of([objective.Of(problem.Model, x, noise).Objective.Mean()], [mean])[0].ToDouble();
        }
        var average = means.Average();
        return SelfCheckRow.Of(name, average, exact, Math.Sqrt(means.Sum(m => (m - average) * (m - average)) / (Batches - 1) / Batches));
    }

    // Along the mean of q, of which the shift counts posterior standard deviations.
    private static double Slope(int samples)
    {
        const double Step = 1e-4;
        return (ExactIwaeBound.Gap(ScalarProblem.Shift + Step, ScalarProblem.Stretch, samples) - ExactIwaeBound.Gap(ScalarProblem.Shift - Step, ScalarProblem.Stretch, samples))
            / (2 * Step) / ScalarProblem.PosteriorSpread;
    }
}
