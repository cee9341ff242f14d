using Elbo.Torch;

namespace Elbo.Probability.Inference;

/// <summary>Chains at the target of a path: annealed from the base and then chosen by their weights, as a sampler that begins far off would leave some in modes that hold next to nothing.</summary>
public static class PosteriorChains
{
    /// <summary>States that are draws of the target but for what a path of finite length leaves (sequential Monte Carlo with one selection at its end; Del Moral, Doucet &amp; Jasra 2006), in the current scope.</summary>
    /// <param name="schedule">β_1 = 0 … β_T = 1.</param>
    /// <param name="chains">C of each problem, at least 1.</param>
    /// <param name="sizes">Of leapfrog; goes on adapting after it.</param>
    /// <param name="noise">Every draw.</param>
    /// <param name="progress">Told after each distribution.</param>
    public static ChainState Lead(IAnnealedPath path, IReadOnlyList<double> schedule, int chains, IStepSize sizes, NoiseStream noise, HamiltonianKernel kernel,
        Action? progress = null, CancellationToken cancel = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(chains, 1);
        using var off = Gradients.Off();
        return ChainState.At(path, Places(path, schedule, chains, sizes, noise, kernel, progress, cancel));
    }

    private static Tensor[] Places(IAnnealedPath path, IReadOnlyList<double> schedule, int chains, IStepSize sizes, NoiseStream noise, HamiltonianKernel kernel, Action? progress, CancellationToken cancel)
    {
        using var scope = TensorScope.Enter();
        var state = ChainState.At(path, path.Draw(noise, chains));
        var logWeights = Tensor.Zeros(state.LogRatio.Shape, DType.F64, state.LogRatio.Device);
        for (var t = 1; t < schedule.Count; t++)
        {
            cancel.ThrowIfCancellationRequested();
            using (TensorScope.Enter()) logWeights.AddInPlace(state.LogRatio.To(DType.F64), schedule[t] - schedule[t - 1]);
            sizes.Tell(t, kernel.Move(path, state, schedule[t], sizes.At(t), noise));
            progress?.Invoke();
        }
        var chosen = Chosen(logWeights, noise);
        return scope.Keep([.. state.Place.Select(z => z.Gather(0, chosen.View([.. chosen.Shape, .. Enumerable.Repeat(1L, z.Rank - 2)]).Expand(z.Shape)))]);
    }

    /// <summary>Which chain each goes on from, I64 [C, B]: as often as its weight says, but for less than one (systematic selection).</summary>
    private static Tensor Chosen(Tensor logWeights, NoiseStream noise)
    {
        long chains = logWeights.Size(0), problems = logWeights.Size(1);
        var weights = logWeights.Softmax(0).Contiguous().ToArray<double>();
        var offsets = noise.Uniform([problems], dtype: DType.F64).ToArray<double>();
        var chosen = new long[chains * problems];
        for (var b = 0L; b < problems; b++)
        {
            var (from, passed) = (0L, weights[b]);
            for (var c = 0L; c < chains; c++)
            {
                while (from < chains - 1 && (c + offsets[b]) / chains > passed) passed += weights[++from * problems + b];
                chosen[c * problems + b] = from;
            }
        }
        return Tensor.From(chosen, chains, problems);
    }
}
