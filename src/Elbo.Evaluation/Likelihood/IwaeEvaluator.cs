using Elbo.Data;
using Elbo.Models.Latents;
using Elbo.Probability;
using Elbo.Torch;

namespace Elbo.Evaluation.Likelihood;

/// <summary>The importance-weighted bound on a split.</summary>
/// <param name="NegativeLogLikelihood">−L_K, an upper bound on −log p(x) in expectation; nats per example, standard error over examples.</param>
/// <param name="Samples">K, exactly.</param>
/// <param name="EffectiveSampleSize">Mean over examples of (Σw)²/Σw².</param>
/// <param name="PerExample">L_K of each example, nats.</param>
/// <param name="MeanLogWeight">The bound L_1 of each example as the mean of log w over the same K draws, nats; never above <paramref name="PerExample"/>.</param>
public sealed record IwaeBound(
    Estimate NegativeLogLikelihood, int Samples, double EffectiveSampleSize, IReadOnlyList<double> PerExample, IReadOnlyList<double> MeanLogWeight);

/// <summary>L_K = E log 1/K Σ_k p(x, z_k)/q(z_k | x) (Burda et al. 2016, eq. 8), by log-mean-exp over chunks of samples.</summary>
public static class IwaeEvaluator
{
    /// <summary>Rows of a decoder call unless asked otherwise: 1,000 rows of 784 f32 are 3 MB, which stay in a cache between one pass and the next.</summary>
    public const int DefaultRows = 1000;

    /// <summary>Samples of an example in one call: so many that the encoder, run once per call, is little beside the decoder, run per sample.</summary>
    public const int MostSamplesAtOnce = 100;

    /// <param name="model">In evaluation mode.</param>
    /// <param name="samples">K.</param>
    /// <param name="limit">At most this many examples, from the first.</param>
    /// <param name="seed">Of the posterior draws.</param>
    /// <param name="rows">Examples times samples held at once; bounds the memory, not the result's meaning.</param>
    public static IwaeBound Evaluate(ILatentVariables model, IDataset data, Split split, int samples, int limit = int.MaxValue, ulong seed = 1,
        int rows = DefaultRows, Action<long>? progress = null, CancellationToken cancel = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 1);
        if (!model.HasBound) throw new ArgumentException("the model has no bound on log p(x)", nameof(model));
        using var off = Gradients.Off();
        var noise = new NoiseStream(new SeedStreams(seed).Seed("iwae"));
        var chunk = Math.Min(samples, Math.Min(rows, MostSamplesAtOnce));
        List<double> bounds = [], effective = [], means = [];
        new OrderedBatches(data, split, Math.Max(1, rows / chunk), limit).ForEach(batch =>
        {
            var weights = new ImportanceAccumulator();
            var logWeights = new double[batch.Count];
            for (var left = samples; left > 0; left -= chunk)
            {
                cancel.ThrowIfCancellationRequested();
                using var part = TensorScope.Enter();
                var logW = Bound.Draw(model, batch, Math.Min(chunk, left), new(noise)).LogWeights();
                weights.Add(logW);
                var sums = logW.Sum([0], dtype: DType.F64).ToArray<double>();
                for (var b = 0; b < sums.Length; b++) logWeights[b] += sums[b];
            }
            bounds.AddRange(weights.LogMeanExp());
            effective.AddRange(weights.EffectiveSampleSize());
            means.AddRange(logWeights.Select(sum => sum / samples));
            progress?.Invoke(bounds.Count);
        });
        var bound = Estimate.Of(bounds);
        return new(bound with { Mean = -bound.Mean }, samples, effective.Count == 0 ? double.NaN : effective.Average(), bounds, means);
    }
}
