using Elbo.Torch;

namespace Elbo.Probability;

/// <summary>
/// The importance-weighted estimate log (1/K Σ_k w_k) of log p(x) and its diagnostics, from log-weights that come in chunks of any size
/// (Burda et al., arXiv 1509.00519, eq. 8 with exactly K = <see cref="Count"/> samples). Sums are in f64 and scaled by the largest
/// weight seen, so neither chunk order nor magnitude matters. It holds plain numbers, no tensors.
/// </summary>
public sealed class ImportanceAccumulator
{
    private double[] largest = [];
    private double[] sum = [];
    private double[] sumOfSquares = [];

    /// <summary>K: samples seen per example.</summary>
    public long Count { get; private set; }

    /// <summary>B: examples, known after the first <see cref="Add"/>.</summary>
    public int Examples => largest.Length;

    /// <summary>Takes in one chunk.</summary>
    /// <param name="logW">log w = log p(x, z) − log q(z|x), <c>[S, B]</c>, nats; −∞ is a weight of 0.</param>
    /// <exception cref="ArgumentException">Not <c>[S, B]</c>, no sample, or another B than before.</exception>
    public void Add(Tensor logW)
    {
        if (logW.Rank != 2 || logW.Size(0) == 0) throw new ArgumentException($"log-weights {logW} are not [S, B] with S ≥ 1", nameof(logW));
        var examples = checked((int)logW.Size(1));
        if (Count == 0) Start(examples);
        if (examples != Examples) throw new ArgumentException($"log-weights {logW} are for {examples} examples, the chunks before for {Examples}", nameof(logW));

        using var off = Gradients.Off();
        using var scope = TensorScope.Enter();
        var precise = logW.To(DType.F64);
        var top = precise.Amax([0]);
        // Where every weight is 0 the largest is −∞ and scaling by it would make NaN of 0.
        var anchor = top.MaskedFill(top.Eq(double.NegativeInfinity), 0.0);
        var scaled = (precise - anchor).Exp();
        double[] tops = top.ToArray<double>(), sums = scaled.Sum([0]).ToArray<double>(), squares = scaled.Square().Sum([0]).ToArray<double>();
        for (var b = 0; b < examples; b++) Merge(b, tops[b], sums[b], squares[b]);
        Count += logW.Size(0);
    }

    /// <summary>log (1/K Σ w), <c>[B]</c>, nats: a lower bound on log p(x) in expectation. NaN where a weight was NaN or +∞.</summary>
    public double[] LogMeanExp() => Each(b => largest[b] + Math.Log(sum[b] / Count));

    /// <summary>(Σ w)² / Σ w², <c>[B]</c>, from 1 (one sample carries all) to K; 0 where every weight was 0.</summary>
    public double[] EffectiveSampleSize() => Each(b => sumOfSquares[b] == 0 ? 0 : sum[b] * sum[b] / sumOfSquares[b]);

    /// <summary>
    /// Standard error of <see cref="LogMeanExp"/> over the choice of samples, <c>[B]</c>, nats, to first order: the relative standard
    /// error of the mean weight. NaN for K = 1. It says nothing about the bias, which is downward.
    /// </summary>
    public double[] StandardError() => Each(b => Math.Sqrt(Math.Max(0, Count * sumOfSquares[b] / (sum[b] * sum[b]) - 1) / (Count - 1)));

    private void Start(int examples)
    {
        largest = new double[examples];
        largest.AsSpan().Fill(double.NegativeInfinity);
        (sum, sumOfSquares) = (new double[examples], new double[examples]);
    }

    private void Merge(int b, double top, double chunkSum, double chunkSquares)
    {
        if (double.IsNegativeInfinity(top)) return;
        // Rescale whichever side is lower; the first chunk meets −∞, whose factor is 0. NaN falls through to the sums and stays.
        var anchor = Math.Max(largest[b], top);
        var (old, fresh) = (Math.Exp(largest[b] - anchor), Math.Exp(top - anchor));
        sum[b] = sum[b] * old + chunkSum * fresh;
        sumOfSquares[b] = sumOfSquares[b] * old * old + chunkSquares * fresh * fresh;
        largest[b] = anchor;
    }

    private double[] Each(Func<int, double> figure)
    {
        if (Count == 0) throw new InvalidOperationException("no log-weights were added");
        var figures = new double[Examples];
        for (var b = 0; b < figures.Length; b++) figures[b] = figure(b);
        return figures;
    }
}
