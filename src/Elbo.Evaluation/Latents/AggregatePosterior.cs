using Elbo.Data;
using Elbo.Evaluation.Likelihood;
using Elbo.Models;
using Elbo.Torch;

namespace Elbo.Evaluation.Latents;

/// <summary>
/// What the code says about the data, from the aggregate posterior q(z) = 1/N Σ_m q(z | x_m) of N examples, nats. The mean divergence is
/// the sum of three parts (Chen et al. 2018, arXiv 1802.04942, eq. 2): mutual information, total correlation, divergences by dimension.
/// </summary>
/// <param name="MutualInformation">I_q(x; z) = E log q(z | x)/q(z).</param>
/// <param name="TotalCorrelation">KL(q(z) ‖ Π_j q(z_j)).</param>
/// <param name="DimensionKl">KL(q(z_j) ‖ N(0, 1)) of each dimension.</param>
/// <param name="MarginalKl">KL(q(z) ‖ p(z)), the total correlation and all <paramref name="DimensionKl"/> together.</param>
/// <param name="Examples">N.</param>
/// <remarks>
/// Every q(z_n) is a sum over all N components, one draw z_n ~ q(z | x_n) per example; no minibatch weights are involved. For the N
/// examples taken as the whole data the estimates are unbiased. For the distribution the examples come from, mutual information is
/// biased downward and each term of it is at most log N (<see cref="Ceiling"/>): a value near it only says "at least so much". Standard
/// errors are those of the mean over draws; the choice of examples acts through q(z) in second order only.
/// </remarks>
public sealed record AggregatePosterior(
    Estimate MutualInformation, Estimate TotalCorrelation, IReadOnlyList<Estimate> DimensionKl, Estimate MarginalKl, int Examples)
{
    /// <summary>Examples taken unless told otherwise: the work grows with the square of their number.</summary>
    public const int DefaultExamples = 2000;

    // Of one block of [n, N, Z] log-densities: 4 million f32 values.
    private const int BlockSize = 1 << 22;

    /// <summary>log N, which no estimate of the mutual information can exceed, nats.</summary>
    public double Ceiling => Math.Log(Examples);

    /// <summary>Measures over the first examples of a split.</summary>
    /// <param name="limit">At most this many.</param>
    /// <param name="seed">Of the draws.</param>
    public static AggregatePosterior Measure(IGaussianEncoder model, IDataset data, Split split, int limit = DefaultExamples, ulong seed = 1, CancellationToken cancel = default)
    {
        using var off = Gradients.Off();
        using var scope = TensorScope.Enter();
        List<float> means = [], logVariances = [];
        new OrderedBatches(data, split, 1000, limit).ForEach(batch =>
        {
            var (mu, logVar) = model.Posterior(batch);
            means.AddRange(mu.ToArray<float>());
            logVariances.AddRange(logVar.ToArray<float>());
        });
        var noise = new NoiseStream(new SeedStreams(seed).Seed("aggregate-posterior"));
        return Measure(Rows(means), Rows(logVariances), noise, cancel);

        Tensor Rows(List<float> values) => Tensor.From(values.ToArray(), values.Count / model.LatentSize, model.LatentSize);
    }

    /// <summary>Measures for given posteriors N(μ_n, diag σ²_n).</summary>
    /// <param name="mu">[N, Z].</param>
    /// <param name="logVar">log σ², [N, Z].</param>
    public static AggregatePosterior Measure(Tensor mu, Tensor logVar, NoiseStream noise, CancellationToken cancel = default)
    {
        if (mu.Rank != 2 || !mu.Shape.SequenceEqual(logVar.Shape)) throw new ArgumentException($"means {mu} and log-variances {logVar} are not both [N, Z]", nameof(mu));
        using var off = Gradients.Off();
        using var outer = TensorScope.Enter();
        int count = (int)mu.Size(0), latent = (int)mu.Size(1);
        var precision = (logVar * -1).Exp();
        var z = mu + (logVar * 0.5).Exp() * noise.Normal(mu.Shape);
        var rows = Math.Max(1, BlockSize / Math.Max(1, count * latent));
        List<double> information = [], correlation = [], marginal = [];
        double[] sums = new double[latent], squares = new double[latent];
        for (var first = 0; first < count; first += rows)
        {
            cancel.ThrowIfCancellationRequested();
            using var scope = TensorScope.Enter();
            var part = z.Narrow(0, first, Math.Min(rows, count - first));
            // log q(z_nj | x_m), [n, N, Z]; −½ log 2π is left out, as it cancels in every figure.
            var density = (part.Unsqueeze(1) - mu).Square().MulInPlace(precision).AddInPlace(logVar).MulInPlace(-0.5);
            var conditional = density.Sum([-1], dtype: DType.F64);
            var own = conditional.Narrow(1, first, part.Size(0)).Diagonal();
            var joint = conditional.Logsumexp([1]) - Math.Log(count);
            var byDimension = density.Logsumexp([1]).To(DType.F64) - Math.Log(count);
            var product = byDimension.Sum([-1]);
            var prior = part.To(DType.F64).Square() * -0.5;
            information.AddRange((own - joint).ToArray<double>());
            correlation.AddRange((joint - product).ToArray<double>());
            marginal.AddRange((joint - prior.Sum([-1])).ToArray<double>());
            Add(sums, (byDimension - prior).Sum([0]));
            Add(squares, (byDimension - prior).Square().Sum([0]));
        }
        return new(
            Estimate.Of(information), Estimate.Of(correlation), [.. sums.Zip(squares, (s, s2) => Estimate.OfSums(s, s2, count))], Estimate.Of(marginal), count);
    }

    private static void Add(double[] target, Tensor values)
    {
        var added = values.ToArray<double>();
        for (var j = 0; j < target.Length; j++) target[j] += added[j];
    }
}
