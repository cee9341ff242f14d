using System.Globalization;
using Elbo.Data;
using Elbo.Models.Latents;
using Elbo.Probability.Inference;
using Elbo.Torch;

namespace Elbo.Evaluation.Likelihood;

/// <summary>
/// log p(x) of codes of few numbers from draws of the posterior alone (Kingma &amp; Welling 2014, arXiv 1312.6114, appendix D): draws by Hamiltonian moves, a density q̂ fitted to them, and of fresh draws
/// p̂(x) = 1/mean of q̂(z)/p(x, z). No encoder has a part in it. The mean of the ratio is 1/p(x) for any normalised q̂, so p̂ is bounded on neither side, and it is steady where q̂ is narrower than the posterior alone.
/// </summary>
public sealed class HarmonicEvaluator
{
    /// <summary>J of the paper's limit: beyond it no fitted density lies within the posterior.</summary>
    public const int MostDimensions = 4;

    private const int Distributions = 100, WarmUp = 50, LeapfrogSteps = 5, Chains = HarmonicOptions.Chains;

    private const double LeastAcceptance = 0.05;

    private readonly IGenerativeModel model;
    private readonly HarmonicOptions options;
    private readonly Action<long>? progress;
    private readonly CancellationToken cancel;
    private readonly HamiltonianKernel kernel = new(LeapfrogSteps);
    private readonly List<double> logs = [], errors = [], effective = [];
    private double accepted;
    private long moves, done;
    private int dimensions;

    private HarmonicEvaluator(IGenerativeModel model, HarmonicOptions options, Action<long>? progress, CancellationToken cancel) =>
        (this.model, this.options, this.progress, this.cancel) = (model, options, progress, cancel);

    private int Moves => Math.Max(2, options.Draws / Chains);

    /// <param name="model">In evaluation mode.</param>
    /// <param name="examples">N, drawn from the split by <paramref name="seed"/>; with a larger N the first are the same.</param>
    /// <param name="progress">Told the moves done, of <see cref="Work"/>.</param>
    /// <exception cref="NotSupportedException">The model has no such path, a code of more than <see cref="MostDimensions"/> numbers, or chains do not move.</exception>
    public static HarmonicBound Evaluate(IGenerativeModel model, IDataset data, Split split, HarmonicOptions options, int examples, ulong seed = 1, Action<long>? progress = null, CancellationToken cancel = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Draws, 2 * Chains);
        using var off = Gradients.Off();
        var indices = ExampleDraw.InOrder(examples, data.Count(split), seed);
        var evaluator = new HarmonicEvaluator(model, options, progress, cancel);
        var size = AnnealedEvaluator.BlockSize(Chains, data);
        for (var first = 0; first < indices.Length; first += size)
        {
            using var scope = TensorScope.Enter();
            evaluator.Take(data.Draw(split, indices.AsSpan(first, Math.Min(size, indices.Length - first))), new(new SeedStreams(seed).Seed($"harmonic/{first}")));
        }
        return new(indices, evaluator.logs, evaluator.errors, evaluator.effective.Average(), evaluator.accepted / evaluator.moves, evaluator.dimensions);
    }

    /// <summary>Moves of all blocks in all.</summary>
    public static long Work(HarmonicOptions options, IDataset data, Split split, int examples)
    {
        var (size, count) = (AnnealedEvaluator.BlockSize(Chains, data), Math.Min(examples, data.Count(split)));
        return (count + size - 1) / size * (Distributions - 1 + WarmUp + 2L * Math.Max(2, options.Draws / Chains));
    }

    private void Take(Batch batch, NoiseStream noise)
    {
        var path = new PosteriorPath(model, batch, AnnealingBase.Prior);
        var schedule = AnnealingSchedule.Sigmoid(Distributions);
        using (TensorScope.Enter()) dimensions = (int)path.Draw(noise, 1).Sum(z => z.Count / batch.Count);
        if (dimensions > MostDimensions)
            throw new NotSupportedException($"the code has {dimensions} numbers, and a density fitted to posterior draws lies within the posterior for at most {MostDimensions}; --estimator ais has no such limit");
        var sizes = AdaptingStepSize.For(path, schedule, noise, kernel);
        var state = PosteriorChains.Lead(path, schedule, Chains, sizes, noise, kernel, Report, cancel);
        // A size that hangs on the chains would not leave the posterior as it is.
        double size = 0;
        for (var move = 0; move < WarmUp; move++)
        {
            size = sizes.At(Distributions + move);
            sizes.Tell(Distributions + move, Move(path, state, size, noise));
        }
        var (fitted, fresh) = (Draw(path, state, size, noise), Draw(path, state, size, noise));
        if (accepted / moves < LeastAcceptance)
            throw new NotSupportedException(string.Create(CultureInfo.InvariantCulture, $"{accepted / moves:0.0 %} of the moves are accepted, so the chains stand still and an estimate would mean nothing"));
        for (var b = 0; b < batch.Count; b++) Estimate(fitted.Of(b), fresh, b);
    }

    private double Move(IAnnealedPath path, ChainState state, double size, NoiseStream noise)
    {
        cancel.ThrowIfCancellationRequested();
        var acceptance = kernel.Move(path, state, 1, size, noise);
        Report();
        return acceptance;
    }

    private void Report() => progress?.Invoke(++done);

    private PosteriorDraws Draw(IAnnealedPath path, ChainState state, double size, NoiseStream noise)
    {
        var draws = new PosteriorDraws(Chains, dimensions);
        for (var move = 0; move < Moves; move++)
        {
            // Trajectories of one length can turn a Gaussian by half a period and come back to the same distance from its mean.
            double jitter;
            using (TensorScope.Enter()) jitter = noise.Uniform([1], dtype: DType.F64).ToDouble();
            accepted += Move(path, state, size * (1 - 0.6 * jitter), noise);
            moves++;
            draws.Add(state);
        }
        return draws;
    }

    private void Estimate(double[] fitted, PosteriorDraws fresh, int example)
    {
        var density = new TrimmedGaussian(fitted, dimensions);
        var (z, logJoint) = (fresh.Of(example), fresh.LogJoint(example));
        var ratios = new double[logJoint.Length];
        for (var l = 0; l < ratios.Length; l++) ratios[l] = density.LogDensity(z.AsSpan(l * dimensions, dimensions)) - logJoint[l];
        var top = ratios.Max();
        for (var l = 0; l < ratios.Length; l++) ratios[l] = Math.Exp(ratios[l] - top);
        logs.Add(-(top + Math.Log(ratios.Average())));
        effective.Add(ratios.Sum() * ratios.Sum() / ratios.Sum(r => r * r));
        // Draws of one chain follow one another, those of two do not.
        var ofChains = Likelihood.Estimate.Of([.. Enumerable.Range(0, Chains).Select(c => Enumerable.Range(0, ratios.Length / Chains).Average(k => ratios[k * Chains + c]))]);
        errors.Add(ofChains.StandardError / ofChains.Mean);
    }
}
