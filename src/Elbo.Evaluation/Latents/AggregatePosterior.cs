using Elbo.Data;
using Elbo.Evaluation.Likelihood;
using Elbo.Models.Latents;
using Elbo.Probability;
using Elbo.Torch;

namespace Elbo.Evaluation.Latents;

/// <summary>
/// What the code says about the data, from the aggregate posterior q(z) = 1/N Σ_m q(z | x_m) of N examples, nats. The mean divergence is
/// the sum of three parts (Chen et al. 2018, arXiv 1802.04942, eq. 2): mutual information, total correlation, divergences by dimension.
/// </summary>
/// <param name="MutualInformation">I_q(x; z) = E log q(z | x)/q(z).</param>
/// <param name="TotalCorrelation">KL(q(z) ‖ Π_j q(z_j)).</param>
/// <param name="DimensionKl">KL(q(z_j) ‖ p(z_j)) of each dimension; null where the prior joins them.</param>
/// <param name="MarginalKl">KL(q(z) ‖ p(z)), the total correlation and all <paramref name="DimensionKl"/> together; null where p(z) depends on other sites.</param>
/// <param name="Examples">N.</param>
/// <remarks>
/// Every q(z_n) is a sum over all N components, one draw z_n ~ q(z | x_n) per example; no minibatch weights are involved. For the N
/// examples taken as the whole data the estimates are unbiased. For the distribution the examples come from, mutual information is
/// biased downward and each term of it is at most log N (<see cref="Ceiling"/>): a value near it only says "at least so much". Standard
/// errors are those of the mean over draws; the choice of examples acts through q(z) in second order only.
/// </remarks>
public sealed record AggregatePosterior(
    Estimate MutualInformation, Estimate TotalCorrelation, IReadOnlyList<Estimate>? DimensionKl, Estimate? MarginalKl, int Examples)
{
    /// <summary>Examples taken unless told otherwise: the work grows with the square of their number.</summary>
    public const int DefaultExamples = 2000;

    // Of one block of [n, N, Z] log-densities: 4 million f32 values.
    private const int BlockSize = 1 << 22;

    /// <summary>log N, which no estimate of the mutual information can exceed, nats.</summary>
    public double Ceiling => Math.Log(Examples);

    /// <summary>Measures the first site that depends on the data alone, over the first examples of a split.</summary>
    /// <param name="limit">At most this many.</param>
    /// <param name="seed">Of the draws.</param>
    /// <returns>Null for a model without such a site of real numbers whose dimensions are independent under q.</returns>
    public static AggregatePosterior? Measure(ILatentVariables model, IDataset data, Split split, int limit = DefaultExamples, ulong seed = 1, CancellationToken cancel = default)
    {
        using var off = Gradients.Off();
        using var scope = TensorScope.Enter();
        var count = Math.Min(limit, data.Count(split));
        if (!new OrderedBatches(data, split, Math.Max(count, 1), count).TryNext(out var batch)) return null;
        var noise = new NoiseStream(new SeedStreams(seed).Seed("aggregate-posterior"));
        var site = Bound.Draw(model, batch, 1, new(noise)).Sites.FirstOrDefault(s => s.DependsOnDataAlone && s.Q is { HasIndependentElements: true } and not PointMass && s.Q.DType.IsFloating());
        if (site is null) return null;
        return Measure(site.Q, site.P.BatchShape.Length < 2 ? site.P : null, new(new SeedStreams(seed).Seed("aggregate-posterior")), cancel);
    }

    /// <summary>Measures for given posteriors.</summary>
    /// <param name="q">q(z | x_n) over [N, Z], of independent elements.</param>
    /// <param name="prior">p(z) over [Z] or [N, Z]; null leaves the divergences from it out.</param>
    public static AggregatePosterior Measure(Distribution q, Distribution? prior, NoiseStream noise, CancellationToken cancel = default)
    {
        if (q.Shape.Length != 2) throw new ArgumentException($"{q} is not over [N, Z]", nameof(q));
        using var off = Gradients.Off();
        using var outer = TensorScope.Enter();
        int count = (int)q.Shape[0], latent = (int)q.Shape[1];
        var z = q.Draw(noise).Value;
        var elements = q.Elements();
        var logPrior = prior?.LogProb(z).To(DType.F64).Expand([count]);
        var priorByDimension = prior is { HasIndependentElements: true } ? prior.Elements().LogProb(z).To(DType.F64) : null;
        var rows = Math.Max(1, BlockSize / Math.Max(1, count * latent));
        List<double> information = [], correlation = [], marginal = [];
        double[] sums = new double[latent], squares = new double[latent];
        for (var first = 0; first < count; first += rows)
        {
            cancel.ThrowIfCancellationRequested();
            using var scope = TensorScope.Enter();
            var size = Math.Min(rows, count - first);
            // log q(z_nj | x_m), [n, N, Z].
            var density = elements.LogProb(z.Narrow(0, first, size).Unsqueeze(1));
            var conditional = density.Sum([-1], dtype: DType.F64);
            var own = conditional.Narrow(1, first, size).Diagonal();
            var joint = conditional.Logsumexp([1]) - Math.Log(count);
            var byDimension = density.Logsumexp([1]).To(DType.F64) - Math.Log(count);
            information.AddRange((own - joint).ToArray<double>());
            correlation.AddRange((joint - byDimension.Sum([-1])).ToArray<double>());
            if (logPrior is not null) marginal.AddRange((joint - logPrior.Narrow(0, first, size)).ToArray<double>());
            if (priorByDimension is null) continue;
            var divergence = byDimension - priorByDimension.Narrow(0, first, size);
            Add(sums, divergence.Sum([0]));
            Add(squares, divergence.Square().Sum([0]));
        }
        return new(
            Estimate.Of(information), Estimate.Of(correlation),
            priorByDimension is null ? null : [.. sums.Zip(squares, (s, s2) => Estimate.OfSums(s, s2, count))],
            logPrior is null ? null : Estimate.Of(marginal), count);
    }

    private static void Add(double[] target, Tensor values)
    {
        var added = values.ToArray<double>();
        for (var j = 0; j < target.Length; j++) target[j] += added[j];
    }
}
