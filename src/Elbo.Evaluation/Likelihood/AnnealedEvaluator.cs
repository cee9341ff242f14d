using System.Globalization;
using System.Runtime.InteropServices;
using Elbo.Data;
using Elbo.Models.Latents;
using Elbo.Probability.Inference;
using Elbo.Torch;

namespace Elbo.Evaluation.Likelihood;

/// <summary>
/// Annealed importance sampling of log p(x) with Hamiltonian moves (Wu et al. 2017, arXiv 1611.04273), block by block of examples drawn from a split. Each block has a noise stream of its own and is kept when it is
/// done, so that a measurement goes on where it was stopped.
/// </summary>
public sealed class AnnealedEvaluator
{
    /// <summary>Chains times examples of 784 numbers in one evaluation of the decoder: fewer lose time to what goes with each call, more bring nothing.</summary>
    public const int Rows = 800;

    // Simulated examples say how good the estimator is, not how good the model: the paper's code takes as many.
    private const int MostSimulated = 100;

    private const double LeastAcceptance = 0.05;

    private readonly IGenerativeModel model;
    private readonly AnnealingOptions options;
    private readonly ulong seed;
    private readonly KeptBlocks kept;
    private readonly Action<long>? progress;
    private readonly double[] schedule;
    private long done, at;
    private Action passed = () => { };

    private AnnealedEvaluator(IGenerativeModel model, AnnealingOptions options, ulong seed, KeptBlocks kept, Action<long>? progress)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Chains, 1);
        (this.model, this.options, this.seed, this.kept, this.progress) = (model, options, seed, kept, progress);
        schedule = AnnealingSchedule.Sigmoid(options.Steps);
    }

    private int Moves => options.Steps - 1;

    /// <param name="model">In evaluation mode.</param>
    /// <param name="examples">N, drawn from the split by <paramref name="seed"/>; with a larger N the first are the same.</param>
    /// <param name="seed">Of examples and every draw.</param>
    /// <param name="progress">Told the distributions passed, of <see cref="Work"/>.</param>
    /// <exception cref="NotSupportedException">The model has no such path, chains do not move, or the time is up before one block is done.</exception>
    public static AnnealedBound Evaluate(IGenerativeModel model, IDataset data, Split split, AnnealingOptions options, int examples, ulong seed = 1, KeptBlocks? kept = null,
        Action<long>? progress = null, CancellationToken cancel = default)
    {
        using var off = Gradients.Off();
        return new AnnealedEvaluator(model, options, seed, kept ?? new(null, ""), progress).Run(data, split, ExampleDraw.InOrder(examples, data.Count(split), seed), cancel);
    }

    /// <summary>Distributions that all blocks pass in all.</summary>
    public static long Work(AnnealingOptions options, IDataset data, Split split, int examples)
    {
        var size = BlockSize(options.Chains, data);
        var count = Math.Min(examples, data.Count(split));
        long blocks = (count + size - 1) / size;
        if (options.Bdmc) blocks += (options.StepSize is null ? 1 : 0) + 2 * ((Math.Min(count, MostSimulated) + size - 1) / size);
        return blocks * (options.Steps - 1);
    }

    /// <summary>Examples whose chains are moved at once.</summary>
    internal static int BlockSize(int chains, IDataset data) =>
        Math.Max(1, (int)Math.Min(Rows, Rows * 784L / Math.Max(1, data.Info.Shape.Aggregate(1L, (d, size) => d * size))) / chains);

    private AnnealedBound Run(IDataset data, Split split, long[] indices, CancellationToken cancel)
    {
        using var time = new CancellationTokenSource();
        var begun = options.Clock.GetTimestamp();
        passed = () =>
        {
            if (options.Clock.GetElapsedTime(begun).TotalMinutes >= options.Minutes) time.Cancel();
        };
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, time.Token);
        var size = BlockSize(options.Chains, data);
        List<double> logs = [], effective = [], lower = [], upper = [];
        Acceptance own = new(), both = new();
        try
        {
            IReadOnlyList<double>? frozen = options.StepSize is { } fixedSize ? [fixedSize] : null;
            for (var first = 0; first < indices.Length; first += size)
            {
                using var scope = TensorScope.Enter();
                var batch = data.Draw(split, indices.AsSpan(first, Math.Min(size, indices.Length - first)));
                if (options.Bdmc) frozen ??= Pilot(batch, either.Token);
                Take(Forward("data", first, batch, frozen, either.Token), logs, effective, own);
                CheckMoves(own);
                if (!options.Bdmc || first >= MostSimulated) continue;
                using var simulated = TensorScope.Enter();
                var given = data.Draw(split, indices.AsSpan(first, Math.Min(batch.Count, MostSimulated - first)));
                var made = Simulation.Draw(model, given, Noise("simulation", first));
                var below = Forward("simulated", first, made.X, frozen, either.Token);
                var above = Reverse(first, made, frozen!, either.Token);
                Take(below, lower, [], both);
                Take(above, upper, [], both);
            }
        }
        catch (OperationCanceledException) when (time.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            if (logs.Count == 0) throw new NotSupportedException(TooShort(Math.Min(size, indices.Length)));
        }
        return new(indices[..logs.Count], logs, effective.Average(), own.Mean, indices.Length, upper.Count == 0 ? null : new(lower, upper, both.Mean));
    }

    // Sizes that the chains of the estimates have no part in.
    private double[] Pilot(Batch batch, CancellationToken cancel) => Kept("pilot", 0, batch, () =>
    {
        var path = new PosteriorPath(model, batch, options.Start);
        var noise = Noise("pilot", 0);
        var sizes = AdaptingStepSize.For(path, schedule, noise);
        AnnealedImportance.Forward(path, schedule, options.Chains, sizes, noise, progress: Report, cancel: cancel);
        return [.. sizes.Frozen(options.Steps).Sizes];
    });

    private double[] Forward(string what, int first, Batch batch, IReadOnlyList<double>? sizes, CancellationToken cancel) => Kept(what, first, batch, () =>
    {
        var path = new PosteriorPath(model, batch, options.Start);
        var noise = Noise(what, first);
        IStepSize steps = sizes is null ? AdaptingStepSize.For(path, schedule, noise) : new FrozenStepSize(sizes);
        return Numbers(AnnealedImportance.Forward(path, schedule, options.Chains, steps, noise, progress: Report, cancel: cancel));
    });

    private double[] Reverse(int first, Simulation made, IReadOnlyList<double> sizes, CancellationToken cancel) => Kept("reverse", first, made.X, () =>
    {
        var path = new PosteriorPath(model, made.X, options.Start);
        return Numbers(AnnealedImportance.Reverse(path, path.Place(made.Z), schedule, options.Chains, new FrozenStepSize(sizes), Noise("reverse", first), progress: Report, cancel: cancel));
    });

    private double[] Kept(string what, int first, Batch batch, Func<double[]> compute)
    {
        using var scope = TensorScope.Enter();
        var numbers = kept.Of(string.Create(CultureInfo.InvariantCulture, $"{what} {first} {seed} {options.Key} {PrecisionScope.Current}"), Contents(batch), compute);
        done += Moves;
        progress?.Invoke(done);
        return numbers;
    }

    private void Report(int distribution)
    {
        at = distribution;
        passed();
        progress?.Invoke(done + distribution);
    }

    private NoiseStream Noise(string what, int first) => new(new SeedStreams(seed).Seed($"ais/{what}/{first}"));

    private static byte[] Contents(Batch batch)
    {
        List<byte> bytes = [];
        foreach (var field in batch.Fields) bytes.AddRange(MemoryMarshal.AsBytes(batch[field].To(DType.F64).Contiguous().ToArray<double>().AsSpan()));
        if (batch.Factors is { } factors) bytes.AddRange(MemoryMarshal.AsBytes(factors.Contiguous().ToArray<long>().AsSpan()));
        return [.. bytes];
    }

    private static double[] Numbers(AnnealedEstimate estimate) => [estimate.Acceptance, .. estimate.Log, .. estimate.EffectiveChains];

    private static void Take(double[] numbers, List<double> logs, List<double> effective, Acceptance acceptance)
    {
        var count = (numbers.Length - 1) / 2;
        acceptance.Add(numbers[0], count);
        logs.AddRange(numbers.AsSpan(1, count));
        effective.AddRange(numbers.AsSpan(1 + count, count));
    }

    private void CheckMoves(Acceptance acceptance)
    {
        if (!(acceptance.Mean < LeastAcceptance)) return;
        throw new NotSupportedException(string.Create(CultureInfo.InvariantCulture, $"{acceptance.Mean:0.0 %} of the moves are accepted, so the chains stand still and an estimate would mean nothing; ")
            + (options.StepSize is { } size ? string.Create(CultureInfo.InvariantCulture, $"a step of {size:g3} is too large, leave it out and it adapts") : "p(x|z) is too narrow for this path, more distributions between its ends turn it more slowly"));
    }

    private string TooShort(int block) => string.Create(CultureInfo.InvariantCulture,
        $"{options.Minutes:0.##} minutes are not enough for the first {block} examples, of whose path {100.0 * at / Moves:0} % was passed; more minutes, fewer distributions or fewer chains");

    private sealed class Acceptance
    {
        private double sum;
        private int count;

        public double Mean => sum / count;

        public void Add(double acceptance, int examples)
        {
            sum += acceptance * examples;
            count += examples;
        }
    }
}
