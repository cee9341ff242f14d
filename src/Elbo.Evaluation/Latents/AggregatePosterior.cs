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
/// errors are those of a jackknife over examples, each left out as a draw and as a component of the mixture: other examples change q(z) at all draws at once,
/// which the spread of the terms does not show.
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

    /// <summary>Measures the first site that depends on the data alone, over examples drawn from a split.</summary>
    /// <param name="examples">N; all where there are fewer.</param>
    /// <param name="seed">Of the choice of examples and of the draws.</param>
    /// <param name="limit">Chosen among the first so many.</param>
    /// <returns>Null for a model without such a site of real numbers whose dimensions are independent under q.</returns>
    public static AggregatePosterior? Measure(ILatentVariables model, IDataset data, Split split, int examples = DefaultExamples, ulong seed = 1,
        int limit = int.MaxValue, CancellationToken cancel = default)
    {
        using var off = Gradients.Off();
        using var scope = TensorScope.Enter();
        var chosen = ExampleDraw.Of(examples, Math.Min(limit, data.Count(split)), seed);
        if (chosen.Length == 0) return null;
        var batch = data.Draw(split, chosen);
        var noise = new NoiseStream(new SeedStreams(seed).Seed("aggregate-posterior"));
        var site = Bound.Draw(model, batch, 1, new(noise)).Sites.FirstOrDefault(s => s.DependsOnDataAlone && s.Q is { HasIndependentElements: true } and not PointMass && s.Q.DType.IsFloating());
        if (site is null) return null;
        // A prior that is another one for each example is not p(z).
        return Measure(site.Q, site.P.BatchShape.Length == 0 ? site.P : null, new(new SeedStreams(seed).Seed("aggregate-posterior")), cancel);
    }

    /// <summary>Measures for given posteriors.</summary>
    /// <param name="q">q(z | x_n) over [N, Z], of independent elements.</param>
    /// <param name="prior">p(z) over [Z]; null leaves the divergences from it out.</param>
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
        double[] own = new double[count], joint = new double[count], byDimension = new double[count * latent], lost = new double[count], lostByDimension = new double[count * latent];
        for (var first = 0; first < count; first += rows)
        {
            cancel.ThrowIfCancellationRequested();
            using var scope = TensorScope.Enter();
            var size = Math.Min(rows, count - first);
            // log q(z_nj | x_m), [n, N, Z].
            var density = elements.LogProb(z.Narrow(0, first, size).Unsqueeze(1));
            var conditional = density.Sum([-1], dtype: DType.F64);
            var (sum, sums) = (conditional.Logsumexp([1], keepdim: true), density.Logsumexp([1], keepdim: true));
            Put(own, first, conditional.Narrow(1, first, size).Diagonal());
            Put(joint, first, sum);
            Put(byDimension, first * latent, sums);
            Lose(lost, conditional - sum, first, size);
            Lose(lostByDimension, density - sums, first, size);
        }
        var (logPriors, priorsByDimension) = (logPrior?.ToArray<double>(), priorByDimension?.ToArray<double>());
        var marginals = Terms(n => Enumerable.Range(n * latent, latent).Sum(k => byDimension[k]));
        var lostMarginals = Terms(n => Enumerable.Range(n * latent, latent).Sum(k => lostByDimension[k]));
        return new(
            Jackknife(Terms(n => own[n] - joint[n]), Terms(n => -lost[n]), 1),
            Jackknife(Terms(n => joint[n] - marginals[n]), Terms(n => lost[n] - lostMarginals[n]), latent - 1),
            priorsByDimension is null ? null
                : [.. Enumerable.Range(0, latent).Select(j => Jackknife(Terms(n => byDimension[n * latent + j] - priorsByDimension[n * latent + j]), Terms(n => lostByDimension[n * latent + j]), -1))],
            logPriors is null ? null : Jackknife(Terms(n => joint[n] - logPriors[n]), lost, -1), count);

        double[] Terms(Func<int, double> term) => [.. Enumerable.Range(0, count).Select(term)];
    }

    /// <summary>
    /// 1/N Σ_n v_n + c log N with the standard error of a jackknife: √((N − 1)/N Σ_i (T_i − T̄)²), T_i the same of the examples without i.
    /// </summary>
    /// <param name="terms">v_n, with log-sums in place of the log-means of the mixture.</param>
    /// <param name="lost">By how much Σ v_n over the other n changes when component i is left out.</param>
    /// <param name="logs">c: how often log N stands in a term.</param>
    private static Estimate Jackknife(double[] terms, double[] lost, int logs)
    {
        var (n, sum) = (terms.Length, terms.Sum());
        var mean = sum / n + logs * Math.Log(n);
        if (n == 1) return new(mean, double.NaN);
        double[] without = [.. terms.Select((v, i) => (sum - v + lost[i]) / (n - 1) + logs * Math.Log(n - 1))];
        var middle = without.Average();
        return new(mean, Math.Sqrt((n - 1.0) / n * without.Sum(t => (t - middle) * (t - middle))));
    }

    /// <summary>Adds Σ_n log(1 − r_ni) over n ≠ i: what leaving component i out takes from the log-sums of the other draws.</summary>
    /// <param name="logShares">log r_ni, the share of component i in the sum of draw n, [n, N] or [n, N, Z].</param>
    private static void Lose(double[] target, Tensor logShares, int first, int size)
    {
        // A share of 1 at another's draw would leave nothing; f32 cannot tell it from one this close.
        var change = (logShares.Exp().ClampMax(1 - 1e-6) * -1).Log1p();
        var own = change.Narrow(1, first, size).Diagonal();
        var (all, diagonal) = (change.Sum([0], dtype: DType.F64).ToArray<double>(), own.To(DType.F64).Transpose(0, -1).Contiguous().ToArray<double>());
        for (var k = 0; k < all.Length; k++) target[k] += all[k];
        var latent = target.Length / (int)change.Size(1);
        for (var k = 0; k < diagonal.Length; k++) target[first * latent + k] -= diagonal[k];
    }

    private static void Put(double[] target, int at, Tensor values) => values.To(DType.F64).Contiguous().ToArray<double>().CopyTo(target, at);
}
