using Elbo.Training.Configuration;

namespace Elbo.Training.Steering;

/// <summary>
/// Raises the weight of the divergence from a least to a greatest value, so that the code is in use before it is made to cost what it should (Bowman et al., arXiv 1511.06349; Sønderby et al.,
/// arXiv 1602.02282), or several times over. A function of the step alone.
/// </summary>
internal sealed class KlWarmUp
{
    // 1/(1 + e^(-k (s - s0))) with s0 in the middle: 0.0019 of the rise at the first step, as k = 0.0025 and s0 = 2,500 have it, and 0.998 at the last.
    private const double Steepness = 12.5;

    private readonly long steps;
    private readonly TrainingConfig config;

    private KlWarmUp(long steps, TrainingConfig config) => (this.steps, this.config) = (steps, config);

    /// <summary>Null where the configuration leaves the weight alone.</summary>
    public static KlWarmUp? For(TrainingConfig config, int stepsPerEpoch) => config.WeighsDivergence ? new((long)config.KlWarmUp * stepsPerEpoch, config) : null;

    /// <summary>The weight at a step counted from 0: <paramref name="greatest"/> from step <paramref name="steps"/> on, and but for a sigmoid <paramref name="least"/> at the first.</summary>
    /// <param name="cycles">Of a cyclical shape.</param>
    public static double Weight(long step, long steps, double least, double greatest, KlShape shape = KlShape.Linear, int cycles = 1)
    {
        if (step >= steps) return greatest;
        var part = (double)step / steps;
        return least + (greatest - least) * shape switch
        {
            KlShape.Sigmoid => 1 / (1 + Math.Exp(-Steepness * (part - 0.5))),
            // Half of each cycle rises, R = 0.5 of the paper.
            KlShape.Cyclical => Math.Min(1, 2 * (part * cycles - Math.Floor(part * cycles))),
            _ => part,
        };
    }

    /// <summary>The weight at a step counted from 0.</summary>
    public double At(long step) => Weight(step, steps, config.KlMin, config.KlMax, config.KlShape, config.KlCycles);

    /// <summary>The weight after the warm-up, under which objectives of different epochs can be compared.</summary>
    public double Full => config.KlMax;
}
