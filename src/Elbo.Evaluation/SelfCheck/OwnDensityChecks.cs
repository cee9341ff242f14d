using Elbo.Data;
using Elbo.Evaluation.Likelihood;
using Elbo.Models;
using Elbo.Models.Latents;
using Elbo.Models.Zoo.GaussianVae;
using Elbo.Models.Zoo.Iwae;
using Elbo.Torch;

namespace Elbo.Evaluation.SelfCheck;

/// <summary>
/// The densities of <c>vae</c> and <c>iwae</c> themselves: p(x) and the bound by sums over a grid, from their parameters in plain loops, beside what their sites
/// and evaluators say. Part of <see cref="SelfCheckSuite"/>.
/// </summary>
internal static class OwnDensityChecks
{
    private const int Draws = 100_000;

    // Log-weights are f32 of size about 5; equal ones are rounded alike.
    private const double Rounding = 2e-6;

    private static readonly float[] x = [1, 0, 1];

    public static IEnumerable<SelfCheckRow> Run(ulong seed, CancellationToken cancel) => Vae(seed, cancel)
        // The mean weight asks for a q near p; for the bound the parts had better be unlike.
        .Append(Iwae(0.3, wide: true, cancel, (model, evidence, _) => Evidence("iwae.evidence", model, evidence, seed)))
        .Append(Iwae(0.9, wide: false, cancel, (model, _, bound) => Elbo("iwae.elbo", model, bound, seed, cancel)));

    private static IEnumerable<SelfCheckRow> Vae(ulong seed, CancellationToken cancel)
    {
        using var generator = new Generator(1);
        using var model = VaeDefinition.Build(new() { Latent = 1, Hidden = [2] }, new([3], generator));
        SmallNet.Fill(model);
        SmallNet.Widen(model);
        model.Evaluate();
        SmallNet encoder = new(model, "encoder"), decoder = new(model, "decoder");
        double mean = encoder.Head(0, 1, 0, 1)[0], spread = Math.Exp(0.5 * encoder.Head(1, 1, 0, 1)[0]);
        double evidence = 0, bound = 0;
        foreach (var z in Grid(-30, 30, 0.01))
        {
            var (prior, likelihood, posterior) = (LogNormal(z, 0, 1), LogBernoulli(decoder.Head(0, z)), LogNormal(z, mean, spread));
            evidence += Math.Exp(prior + likelihood) * 0.01;
            bound += Math.Exp(posterior) * (likelihood + prior - posterior) * 0.01;
        }
        yield return Evidence("vae.evidence", model, evidence, seed);
        yield return Elbo("vae.elbo", model, bound, seed, cancel);
    }

    /// <summary>Two layers: p(h_2) p(h_1 | h_2) p(x | h_1), q(h_1 | x) q(h_2 | h_1).</summary>
    private static SelfCheckRow Iwae(double size, bool wide, CancellationToken cancel, Func<Model, double, double, SelfCheckRow> row)
    {
        const double Step = 0.04;
        using var generator = new Generator(1);
        using var model = IwaeDefinition.Build(new() { Latent = [1, 1], Hidden = [[2], [2]] }, new([3], generator));
        SmallNet.Fill(model, size);
        if (wide) SmallNet.Widen(model);
        model.Evaluate();
        SmallNet lower = new(model, "encoder_1"), upper = new(model, "encoder_2"), prior = new(model, "prior_1"), decoder = new(model, "decoder");
        double mean = lower.Head(0, 1, 0, 1)[0], spread = Math.Exp(lower.Head(1, 1, 0, 1)[0]);
        double evidence = 0, bound = 0;
        var below = Grid(-12, 12, Step).Select(h => (h, Likelihood: LogBernoulli(decoder.Head(0, h)), Mean: upper.Head(0, h)[0], Spread: Math.Exp(upper.Head(1, h)[0]))).ToList();
        foreach (var above in Grid(-9, 9, Step))
        {
            cancel.ThrowIfCancellationRequested();
            var (priorMean, priorSpread) = (prior.Head(0, above)[0], Math.Exp(prior.Head(1, above)[0]));
            foreach (var (h, likelihood, upperMean, upperSpread) in below)
            {
                var joint = LogNormal(above, 0, 1) + LogNormal(h, priorMean, priorSpread) + likelihood;
                var posterior = LogNormal(h, mean, spread) + LogNormal(above, upperMean, upperSpread);
                evidence += Math.Exp(joint) * Step * Step;
                bound += Math.Exp(posterior) * (joint - posterior) * Step * Step;
            }
        }
        return row(model, evidence, bound);
    }

    /// <summary>E_q[p(x, z)/q(z | x)] = p(x), whatever q is.</summary>
    private static SelfCheckRow Evidence(string name, Model model, double exact, ulong seed)
    {
        using var off = Gradients.Off();
        using var scope = TensorScope.Enter();
        var noise = new NoiseStream(new SeedStreams(seed).Seed("selfcheck-" + name));
        var drawn = Bound.Draw(model.As<ILatentVariables>()!, new(Tensor.From(x, 1, 3), null, Tensor.Arange(1)), Draws, new(noise));
        var weights = Estimate.Of(drawn.LogWeights().To(DType.F64).Exp().Contiguous().ToArray<double>());
        return SelfCheckRow.Of(name, weights.Mean, exact, weights.StandardError + Rounding * exact);
    }

    private static SelfCheckRow Elbo(string name, Model model, double exact, ulong seed, CancellationToken cancel)
    {
        var (mean, error) = ElboEvaluator.Evaluate(model.As<ILatentVariables>()!, new FixedExamples(x, 3, 20_000), Split.Test, seed: seed, cancel: cancel).Elbo;
        return SelfCheckRow.Of(name, mean, exact, error + Rounding);
    }

    private static IEnumerable<double> Grid(double from, double to, double step) => Enumerable.Range(0, (int)Math.Round((to - from) / step) + 1).Select(k => from + k * step);

    private static double LogNormal(double value, double mean, double spread) =>
        -0.5 * Math.Log(2 * Math.PI) - Math.Log(spread) - 0.5 * (value - mean) * (value - mean) / (spread * spread);

    private static double LogBernoulli(double[] logits) => logits.Select((logit, d) => x[d] * logit - Math.Log(1 + Math.Exp(logit))).Sum();
}
