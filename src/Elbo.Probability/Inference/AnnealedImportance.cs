using Elbo.Torch;

namespace Elbo.Probability.Inference;

/// <summary>
/// Annealed importance sampling (Neal 2001) and its reverse, which together hold a normaliser from both sides (bidirectional Monte Carlo, Grosse et al. 2015; Wu et al. 2017, arXiv 1611.04273).
/// All chains of all problems go through one evaluation of the densities at a time.
/// </summary>
public static class AnnealedImportance
{
    /// <summary>
    /// From the base to the target: at each β the weight first takes what the old place says, then the chain moves. The mean of the weights is unbiased for the target's normaliser, so its logarithm is a lower
    /// bound in expectation, and Pr(estimate &gt; truth + b) &lt; e^−b.
    /// </summary>
    /// <param name="schedule">β_1 = 0 … β_T = 1.</param>
    /// <param name="chains">C, at least 1.</param>
    /// <param name="sizes">Of leapfrog.</param>
    /// <param name="noise">Every draw.</param>
    /// <param name="progress">Told the distributions done, to T − 1.</param>
    public static AnnealedEstimate Forward(IAnnealedPath path, IReadOnlyList<double> schedule, int chains, IStepSize sizes, NoiseStream noise,
        HamiltonianKernel? kernel = null, Action<int>? progress = null, CancellationToken cancel = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(chains, 1);
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        var state = ChainState.At(path, path.Draw(noise, chains));
        var walk = new Walk(path, state, sizes, noise, kernel ?? new());
        var last = schedule.Count - 1;
        for (var t = 1; t <= last; t++)
        {
            cancel.ThrowIfCancellationRequested();
            walk.Weigh(schedule[t] - schedule[t - 1]);
            // A move at β = 1 would change no weight.
            if (t < last) walk.Move(t, schedule[t]);
            progress?.Invoke(t);
        }
        return walk.Estimate(1);
    }

    /// <summary>
    /// From an exact draw of the target back to the base, through the same kernels: the weight takes what the place says of the lower β, then the chain moves there. The mean of the weights is unbiased for
    /// one over the normaliser, so minus its logarithm is an upper bound in expectation.
    /// </summary>
    /// <param name="start">Exact draws from the target, [1, B, …] or [C, B, …] each; of a model that is the z an example was made from. All chains may begin at the same.</param>
    /// <inheritdoc cref="Forward"/>
    public static AnnealedEstimate Reverse(IAnnealedPath path, IReadOnlyList<Tensor> start, IReadOnlyList<double> schedule, int chains, IStepSize sizes, NoiseStream noise,
        HamiltonianKernel? kernel = null, Action<int>? progress = null, CancellationToken cancel = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(chains, 1);
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        var state = ChainState.At(path, [.. start.Select(z => z.Expand([chains, .. z.Shape[1..]]).Clone())]);
        var walk = new Walk(path, state, sizes, noise, kernel ?? new());
        for (var t = schedule.Count - 1; t > 0; t--)
        {
            cancel.ThrowIfCancellationRequested();
            walk.Weigh(schedule[t - 1] - schedule[t]);
            if (t > 1) walk.Move(t - 1, schedule[t - 1]);
            progress?.Invoke(schedule.Count - t);
        }
        return walk.Estimate(-1);
    }

    private sealed class Walk(IAnnealedPath path, ChainState state, IStepSize sizes, NoiseStream noise, HamiltonianKernel kernel)
    {
        private readonly Tensor logWeights = Tensor.Zeros(state.LogRatio.Shape, DType.F64, state.LogRatio.Device);
        private double accepted;
        private int moves;

        public void Weigh(double difference)
        {
            using var own = TensorScope.Enter();
            logWeights.AddInPlace(state.LogRatio.To(DType.F64), difference);
        }

        public void Move(int distribution, double beta)
        {
            var acceptance = kernel.Move(path, state, beta, sizes.At(distribution), noise);
            sizes.Tell(distribution, acceptance);
            accepted += acceptance;
            moves++;
        }

        public AnnealedEstimate Estimate(int sign)
        {
            var weights = new ImportanceAccumulator();
            weights.Add(logWeights);
            return new([.. weights.LogMeanExp().Select(v => sign * v)], weights.StandardError(), weights.EffectiveSampleSize(), moves == 0 ? double.NaN : accepted / moves);
        }
    }
}
