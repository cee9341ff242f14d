using Elbo.Models;
using Elbo.Training.Configuration;

namespace Elbo.Training.Steering;

/// <summary>
/// Raises the weight of the divergence in a line from a least to a greatest value, so that the code is in use before it is made to cost
/// what it should (Bowman et al., arXiv 1511.06349; Sønderby et al., arXiv 1602.02282). A function of the step alone.
/// </summary>
internal sealed class KlWarmUp
{
    private readonly IKlWeighted model;
    private readonly long steps;
    private readonly double least, greatest;

    private KlWarmUp(IKlWeighted model, long steps, double least, double greatest) =>
        (this.model, this.steps, this.least, this.greatest) = (model, steps, least, greatest);

    /// <summary>Null where the configuration leaves the weight alone.</summary>
    public static KlWarmUp? For(Model model, TrainingConfig config, int stepsPerEpoch) =>
        IsAskedFor(config) ? new((IKlWeighted)model, (long)config.KlWarmUp * stepsPerEpoch, config.KlMin, config.KlMax) : null;

    /// <summary>Whether a configuration changes the weight; its model must then be <see cref="IKlWeighted"/>.</summary>
    public static bool IsAskedFor(TrainingConfig config) => config is not { KlWarmUp: 0, KlMax: 1 };

    /// <summary>The weight at a step counted from 0: <paramref name="least"/> at the first, <paramref name="greatest"/> from step <paramref name="steps"/> on.</summary>
    public static double Weight(long step, long steps, double least, double greatest) =>
        step >= steps ? greatest : least + (greatest - least) * step / steps;

    /// <summary>Sets the weight for a step.</summary>
    /// <returns>The weight.</returns>
    public double Set(long step) => model.KlWeight = Weight(step, steps, least, greatest);

    /// <summary>Sets the weight after the warm-up, under which objectives of different epochs can be compared.</summary>
    public void SetFull() => model.KlWeight = greatest;
}
