using Elbo.Data;
using Elbo.Models.Latents;
using Elbo.Torch.Nn;

namespace Elbo.Models.Objectives;

/// <summary>
/// What a training ascends. It takes the model, as it chooses how many draws are made, the route of gradients and what is held fixed; it asks for
/// nothing but <see cref="ILatentVariables"/>.
/// </summary>
public interface IObjective
{
    /// <summary>What is minimised on a batch [B], and what it is made of.</summary>
    LossTerms Of(ILatentVariables model, Batch x, StepContext step);

    /// <summary>Networks of its own, e.g. a discriminator, by the names they get in the model.</summary>
    IReadOnlyList<(string Name, Module Part)> Parts => [];

    /// <summary>What a step does where that is more than descending <see cref="Of"/> in the whole model: the first update's loss is <see cref="Of"/>.</summary>
    /// <param name="parts">Names of the model's own networks, without those of <see cref="Parts"/>.</param>
    IReadOnlyList<Update> Updates(ILatentVariables model, IReadOnlyList<string> parts) => [];

    /// <summary>What it lets the model do beside learning, an object with capability interfaces; itself unless said otherwise.</summary>
    object? Capability => this;
}
