using Elbo.Torch;

namespace Elbo.Models.Objectives;

/// <summary>How log q(z), q(z) = 1/N Σ_n q(z | x_n), is estimated from a batch (Chen et al. 2018, arXiv 1802.04942, appendix C).</summary>
public enum AggregateEstimator
{
    /// <summary>Minibatch-weighted sampling: every member of the batch counts 1/(BN). Biased, the more so the smaller B/N; sums and differences of its terms carry log(BN).</summary>
    Weighted,

    /// <summary>Minibatch-stratified sampling: z's own example counts 1/N, one other (N − M)/(NM) with M = B − 1, the rest 1/M. Unbiased for q(z), not for its logarithm.</summary>
    Stratified,

    /// <summary>
    /// The stratified weights as published code lays them out, by steps of B through a B × B matrix, so that 1/N falls into the first column and not
    /// onto the diagonal, and one row sums to more than 1. For comparison with figures made by it.
    /// </summary>
    StratifiedAsPublished,
}

/// <summary>The density of the aggregate posterior at draws from it.</summary>
public static class AggregateDensity
{
    /// <summary>log q(z_i) [B] nats and log q(z_ij) of each dimension by itself [B, Z] nats, differentiable.</summary>
    /// <param name="elements">log q(z_ij | x_k) [B, B, Z] nats, where z_i was drawn from q(z | x_i).</param>
    /// <param name="trainingExamples">N; at least B is taken.</param>
    public static (Tensor Joint, Tensor Marginals) LogProb(Tensor elements, AggregateEstimator estimator, long trainingExamples)
    {
        var weights = LogWeights(estimator, elements.Size(0), trainingExamples);
        var logWeights = Tensor.From(weights, elements.Size(0), elements.Size(0)).To(elements.Device, elements.DType);
        return ((elements.Sum([-1]) + logWeights).Logsumexp([1]), (elements + logWeights.Unsqueeze(-1)).Logsumexp([1]));
    }

    /// <summary>log of what member k of a batch counts in the density at a draw of member i, row by row [B · B].</summary>
    /// <param name="batch">B.</param>
    /// <param name="trainingExamples">N; at least B is taken.</param>
    public static double[] LogWeights(AggregateEstimator estimator, long batch, long trainingExamples)
    {
        var (size, n, others) = ((int)batch, (double)Math.Max(trainingExamples, batch), (double)batch - 1);
        var weights = new double[size * size];
        if (estimator == AggregateEstimator.Weighted)
        {
            Array.Fill(weights, -Math.Log(n * size));
            return weights;
        }
        // One example alone is all there is to average.
        if (size == 1) return weights;
        Array.Fill(weights, -Math.Log(others));
        var (own, stratum) = (-Math.Log(n), Math.Log((n - others) / (n * others)));
        for (var i = 0; i < size; i++)
        {
            var first = estimator == AggregateEstimator.Stratified ? i : 0;
            weights[i * size + first] = own;
            weights[i * size + (first + 1) % size] = stratum;
        }
        if (estimator == AggregateEstimator.StratifiedAsPublished) weights[(size - 2) * size] = stratum;
        return weights;
    }
}
