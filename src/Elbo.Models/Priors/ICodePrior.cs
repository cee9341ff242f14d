using Elbo.Models.Networks;
using Elbo.Torch;

namespace Elbo.Models.Priors;

/// <summary>A distribution over arrays of discrete codes, factorised in a fixed order: log p(c) = Σ_i log p(c_i | c_1 … c_{i−1}, conditions).</summary>
public interface ICodePrior
{
    /// <summary>K: a code is one of 0 … K − 1.</summary>
    int CodebookSize { get; }

    /// <summary>Shape of one example's codes, e.g. [H, W], [H, W, G] or [T]. The order of the factors is that of memory, last axis fastest.</summary>
    IReadOnlyList<int> Shape { get; }

    /// <summary>−log p of each code given the earlier ones, all places in one pass and differentiable in the parameters.</summary>
    /// <param name="codes">I64 [B, …<see cref="Shape"/>].</param>
    /// <param name="conditions">What the prior is conditioned on; null for an unconditional one.</param>
    /// <returns>[B, …<see cref="Shape"/>] nats.</returns>
    Tensor CrossEntropy(Tensor codes, CodeConditions? conditions = null);

    /// <summary>Goes through <paramref name="rows"/> examples code by code, for sampling and entropy coding. The weights must stay as they are meanwhile.</summary>
    IAutoregressiveLogits Open(int rows, CodeConditions? conditions = null);
}

/// <summary>What the codes depend on besides each other.</summary>
/// <param name="Classes">A class or speaker per example, I64 [B].</param>
/// <param name="Map">Features per place: [B, M, H′, W′] for grids, [B, M, T′] for sequences; sizes that divide those of the codes are repeated.</param>
/// <param name="Actions">What is done between the frames of videos, I64 [B, T − 1].</param>
public sealed record CodeConditions(Tensor? Classes = null, Tensor? Map = null, Tensor? Actions = null);
