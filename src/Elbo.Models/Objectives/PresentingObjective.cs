using Elbo.Data;
using Elbo.Models.Conditioning;
using Elbo.Models.Latents;
using Elbo.Torch.Nn;

namespace Elbo.Models.Objectives;

/// <summary>An objective of examples whose given part is drawn anew whenever they are presented.</summary>
/// <param name="objective">Of the examples as presented.</param>
public sealed class PresentingObjective(IObjective objective, IGiven given) : IObjective
{
    /// <inheritdoc/>
    public IReadOnlyList<(string Name, Module Part)> Parts => objective.Parts;

    /// <inheritdoc/>
    public object? Capability => objective.Capability;

    /// <inheritdoc/>
    public IReadOnlyList<Update> Updates(ILatentVariables model, IReadOnlyList<string> parts) =>
        [.. objective.Updates(model, parts).Select(update => update with { Loss = (x, step) => update.Loss(given.Present(x, step.Noise), step) })];

    /// <inheritdoc/>
    public LossTerms Of(ILatentVariables model, Batch x, StepContext step) => objective.Of(model, given.Present(x, step.Noise), step);
}
