using Elbo.Torch;

namespace Elbo.Probability.Inference;

/// <summary>
/// Grows by 1.02 while a running acceptance is above 0.65 and shrinks by 0.98 else, within [10⁻⁴, ½] (Wu et al. 2017, arXiv 1611.04273, and its code). A kernel whose step hangs on
/// what the chains did does not leave its distribution exactly invariant: where bounds are to hold strictly, a pilot run adapts and <see cref="Frozen"/> is taken.
/// </summary>
public sealed class AdaptingStepSize : IStepSize
{
    private const double Target = 0.65, Growth = 1.02, Shrinkage = 0.98, Least = 1e-4, Most = 0.5, Memory = 0.9, UsualStart = 0.01, UnhurriedCount = 500, MostPace = 5;

    private readonly SortedList<int, double> used = [];
    private readonly double pace;
    private double size;
    private double running = Target;

    /// <param name="start">First ε.</param>
    /// <param name="pace">How often the factor is taken after each distribution: more of a path of few, along which ε has as far to go.</param>
    public AdaptingStepSize(double start = UsualStart, double pace = 1) => (size, this.pace) = (start, pace);

    /// <summary>
    /// Begins with the largest 0.01 · 2ᵏ that is accepted as often as wanted at the second distribution. From 0.01 it takes two hundred distributions to come to a half, and as many are then passed with chains that hardly
    /// move where the path turns fastest. A path of fewer than 500 distributions adapts faster.
    /// </summary>
    /// <param name="noise">Of chains that are tried and forgotten.</param>
    public static AdaptingStepSize For(IAnnealedPath path, IReadOnlyList<double> schedule, NoiseStream noise, HamiltonianKernel? kernel = null)
    {
        const int Chains = 4;
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        var start = path.Draw(noise, Chains);
        var size = UsualStart;
        while (2 * size <= Most)
        {
            using var trial = TensorScope.Enter();
            if ((kernel ?? new()).Move(path, ChainState.At(path, [.. start.Select(z => z.Clone())]), schedule[1], 2 * size, noise) < Target) break;
            size *= 2;
        }
        return new(size, Math.Clamp(UnhurriedCount / schedule.Count, 1, MostPace));
    }

    /// <summary>Running mean of the acceptance, 0 to 1.</summary>
    public double Acceptance => running;

    /// <inheritdoc/>
    public double At(int distribution) => used[distribution] = size;

    /// <inheritdoc/>
    public void Tell(int distribution, double acceptance)
    {
        running = Memory * running + (1 - Memory) * acceptance;
        size = Math.Clamp(size * Math.Pow(running > Target ? Growth : Shrinkage, pace), Least, Most);
    }

    /// <summary>The sizes that were used, for a run that has no part in choosing them.</summary>
    /// <param name="count">T; a distribution that was never moved at takes the size of the one before.</param>
    public FrozenStepSize Frozen(int count)
    {
        var sizes = new double[count];
        for (var t = 0; t < count; t++) sizes[t] = used.TryGetValue(t, out var own) ? own : t == 0 ? size : sizes[t - 1];
        return new(sizes);
    }
}
