using Elbo.Torch;

namespace Elbo.Models;

/// <summary>What one training step minimises and what it is made of, in nats per example, summed over dimensions.</summary>
/// <param name="Objective">[B], to be minimised: for a VAE the negative bound.</param>
/// <param name="Terms">Named parts, [B] each, for logs and evaluation; they carry no sign convention beyond their name.</param>
public sealed record LossTerms(Tensor Objective, IReadOnlyList<LossTerm> Terms);

/// <summary>One named part of an objective.</summary>
/// <param name="Name">Lower case, e.g. <c>kl</c>.</param>
/// <param name="Nats">[B].</param>
public readonly record struct LossTerm(string Name, Tensor Nats);
