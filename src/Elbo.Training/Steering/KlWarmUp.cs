using Elbo.Training.Configuration;

namespace Elbo.Training.Steering;

/// <summary>
/// Raises the weight of the divergence in a line from a least to a greatest value, so that the code is in use before it is made to cost
/// what it should (Bowman et al., arXiv 1511.06349; Sønderby et al., arXiv 1602.02282). A function of the step alone.
/// </summary>
internal sealed class KlWarmUp
{
    private readonly long steps;
    private readonly double least, greatest;

    private KlWarmUp(long steps, double least, double greatest) => (this.steps, this.least, this.greatest) = (steps, least, greatest);

    /// <summary>Null where the configuration leaves the weight alone.</summary>
    public static KlWarmUp? For(TrainingConfig config, int stepsPerEpoch) =>
        config.WeighsDivergence ? new((long)config.KlWarmUp * stepsPerEpoch, config.KlMin, config.KlMax) : null;

    /// <summary>The weight at a step counted from 0: <paramref name="least"/> at the first, <paramref name="greatest"/> from step <paramref name="steps"/> on.</summary>
    public static double Weight(long step, long steps, double least, double greatest) =>
        step >= steps ? greatest : least + (greatest - least) * step / steps;

    /// <summary>The weight at a step counted from 0.</summary>
    public double At(long step) => Weight(step, steps, least, greatest);

    /// <summary>The weight after the warm-up, under which objectives of different epochs can be compared.</summary>
    public double Full => greatest;
}
