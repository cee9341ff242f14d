using Elbo.Torch;

namespace Elbo.Models;

/// <summary>What one training step minimises and what it is made of. The objective is the sum of its weighted terms: Σ weight · term.</summary>
/// <param name="Objective">[B] per example, summed over dimensions, to be minimised: for a VAE the negative bound in nats.</param>
/// <param name="Terms">Named parts and notes, [B] each, for logs and evaluation.</param>
public sealed record LossTerms(Tensor Objective, IReadOnlyList<LossTerm> Terms)
{
    /// <summary>
    /// Name of the term by which held-out examples are compared, lower being better; null for the objective itself. An objective that depends on which
    /// examples share a batch names one that does not.
    /// </summary>
    public string? Watched { get; init; }
}

/// <summary>One named part of an objective, or a figure noted beside it.</summary>
/// <param name="Name">Lower case, e.g. <c>kl</c>.</param>
/// <param name="Values">[B].</param>
/// <param name="Unit">What the values are counted in.</param>
/// <param name="Weight">Its factor in the objective; null for a note, which is no part of it.</param>
public readonly record struct LossTerm(string Name, Tensor Values, Unit Unit = Unit.Nats, double? Weight = null);
