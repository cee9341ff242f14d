using Elbo.Models.Networks;
using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models.Quantizers;

/// <summary>
/// K code vectors with how often each is used. State: <c>vectors</c> [K, D] (a parameter where it learns by gradient, else a buffer),
/// <c>count</c> [K], the averaged number of vectors per batch, <c>sum</c> [K, D] of these vectors (moving average only) and
/// <c>started</c>, the batches k-means has seen. Averages begin at count 1 and sum e, so that a code without vectors stays where it is:
/// begun at 0, every code not used by the first batch would jump to the origin.
/// </summary>
public sealed class Codebook : Module
{
    private readonly VectorQuantizerConfig config;
    private readonly Tensor vectors, count, started;
    private readonly Tensor? sum;

    internal Codebook(VectorQuantizerConfig config, int size, Generator generator, DType dtype)
    {
        this.config = config;
        using var scope = TensorScope.Enter();
        var start = Tensor.Empty([config.Codes, size], dtype, generator.Device);
        StartOf(config, size)(start, generator);
        if (config.Metric == CodeMetric.Cosine) start = UnitRows.Of(start);
        count = Buffer("count", Tensor.Full([config.Codes], NewCount, dtype, generator.Device));
        started = Buffer("started", Tensor.Zeros([1], DType.I64, generator.Device));
        if (config.Learning == CodebookLearning.Ema) sum = Buffer("sum", start * NewCount);
        vectors = config.Learning == CodebookLearning.Ema ? Buffer("vectors", start) : Param("vectors", start);
    }

    /// <summary>The codes as distances are taken to them, [K, D]; of length 1 under the cosine metric.</summary>
    // A moving average is kept at length 1; a learned vector is scaled where it is used, so that the gradient knows.
    public Tensor Vectors() => config is { Metric: CodeMetric.Cosine, Learning: CodebookLearning.Gradient } ? UnitRows.Of(vectors) : vectors;

    /// <summary>Averaged number of vectors per batch of each code, [K].</summary>
    public Tensor Counts => count;

    // A placed code has time to be found before it counts as dead.
    private double NewCount => Math.Max(1, 2 * config.RestartBelow);

    /// <summary>What has to happen before a training batch is assigned: k-means on the first ones, later restarts of dead codes.</summary>
    /// <param name="z">[N, D], no gradient.</param>
    /// <returns>False while the codes are still being placed, when averages do not move yet.</returns>
    internal bool Prepare(Tensor z, NoiseStream noise)
    {
        if (z.Size(0) == 0) return false;
        using var scope = TensorScope.Enter();
        using var _ = Gradients.Off();
        if (config.KMeansBatches > 0 && started.ToInt64() is var seen && seen < config.KMeansBatches)
        {
            Place(z, seen, noise);
            return false;
        }
        if (config.RestartBelow > 0) Restart(z, noise);
        return true;
    }

    /// <summary>Lets averages follow the vectors of a batch. Codes that got none keep their place to the bit.</summary>
    /// <param name="z">[N, D], no gradient.</param>
    /// <param name="codes">[N].</param>
    internal void Record(Tensor z, Tensor codes)
    {
        if (config.Decay == 1) return;
        using var scope = TensorScope.Enter();
        using var _ = Gradients.Off();
        var batch = codes.Bincount(null, config.Codes).To(count.DType);
        count.MulInPlace(config.Decay).AddInPlace(batch, 1 - config.Decay);
        if (sum is null) return;
        sum.MulInPlace(config.Decay).IndexAddInPlace(0, codes, z, 1 - config.Decay);
        var total = count.Sum();
        var smoothed = (count + config.Smoothing) / (total + config.Codes * config.Smoothing) * total;
        var mean = sum / smoothed.Unsqueeze(-1);
        if (config.Metric == CodeMetric.Cosine) mean = UnitRows.Of(mean);
        vectors.CopyInPlace(batch.Gt(0).Unsqueeze(-1).Where(mean, vectors));
    }

    private static Initialiser StartOf(VectorQuantizerConfig config, int size) => config.Start switch
    {
        CodebookStart.Narrow => Initialisers.Uniform(-1.0 / config.Codes, 1.0 / config.Codes),
        CodebookStart.Normal => Initialisers.Normal(1),
        _ => Initialisers.Uniform(-Math.Sqrt(3.0 / size), Math.Sqrt(3.0 / size)),
    };

    private void Restart(Tensor z, NoiseStream noise)
    {
        var dead = count.Lt(config.RestartBelow).Nonzero().View([-1]);
        var take = Math.Min(dead.Count, z.Size(0));
        if (take == 0) return;
        // Without replacement: two dead codes do not end in one place. What finds no vector waits for the next batch.
        var rows = z.IndexSelect(0, RandomRows.Uniform(z.Size(0), take, noise, z.Device));
        Put(dead.Narrow(0, 0, take), rows, Tensor.Full([take], NewCount, count.DType, count.Device));
    }

    // While codes are being placed, count holds the vectors given to each so far; 0 means not placed yet.
    private void Place(Tensor z, long seen, NoiseStream noise)
    {
        if (seen == 0) count.ZeroInPlace();
        var all = Tensor.Arange(config.Codes, DType.I64, count.Device);
        var (means, weights) = KMeans.Continue(z, Vectors(), count, config.Metric, noise);
        var last = seen + 1 == config.KMeansBatches;
        Put(all, means, last ? (weights / (seen + 1)).ClampMin(NewCount) : weights);
        started.AddInPlace(1);
    }

    private void Put(Tensor codes, Tensor rows, Tensor counts)
    {
        vectors.IndexCopyInPlace(0, codes, rows);
        count.IndexCopyInPlace(0, codes, counts);
        sum?.IndexCopyInPlace(0, codes, rows * counts.Unsqueeze(-1));
    }
}
