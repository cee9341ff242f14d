using Elbo.Torch;

namespace Elbo.Models;

/// <summary>What an objective may know of the step it is taken in.</summary>
/// <param name="Noise">Every random number of the step comes from here.</param>
public sealed record StepContext(NoiseStream Noise)
{
    /// <summary>Steps done before, from 0; the largest number where what changes with it has come to its end, so that different epochs are measured alike.</summary>
    public long Step { get; init; }

    /// <summary>Passes over the training examples done before, from 0; the largest number likewise.</summary>
    public long Epoch { get; init; }

    /// <summary>β ≥ 0 on the divergence, for a warm-up (Bowman et al., arXiv 1511.06349; Sønderby et al., arXiv 1602.02282). The term <c>kl</c> itself stays unweighted nats.</summary>
    public double KlWeight { get; init; } = 1;

    /// <summary>A step outside a training: the first, with the divergence in full.</summary>
    public static implicit operator StepContext(NoiseStream noise) => new(noise);
}
