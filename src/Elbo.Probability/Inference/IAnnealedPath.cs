using Elbo.Torch;

namespace Elbo.Probability.Inference;

/// <summary>
/// Unnormalised densities f_β = f_0^{1−β} f_1^β from a base f_0 that can be drawn from to a target f_1, for B problems of the same shape at once and C chains of each.
/// A place is a list of tensors [C, B, …], one for each variable.
/// </summary>
public interface IAnnealedPath
{
    /// <summary>Draws from the base, which is normalised: each [C, B, …].</summary>
    Tensor[] Draw(NoiseStream noise, int chains);

    /// <summary>log f_0 and log f_1 − log f_0 at a place, [C, B] nats each; differentiable in the place.</summary>
    (Tensor LogBase, Tensor LogRatio) LogDensities(IReadOnlyList<Tensor> place);
}
