using Elbo.Data;
using Elbo.Models.Latents;
using Elbo.Torch.Nn;

namespace Elbo.Models.Objectives;

/// <summary>What the training of a model without an encoder descends: it compares what the model draws with the data, and needs no density.</summary>
public interface IGenerativeObjective
{
    /// <summary>What is minimised on a batch [B], and what it is made of.</summary>
    LossTerms Of(IGenerativeModel model, Batch x, StepContext step);

    /// <summary>Networks of its own, e.g. a discriminator, by the names they get in the model.</summary>
    IReadOnlyList<(string Name, Module Part)> Parts => [];

    /// <summary>What a step does where that is more than descending <see cref="Of"/> in the whole model: the first update's loss is <see cref="Of"/>.</summary>
    /// <param name="parts">Names of the model's own networks, without those of <see cref="Parts"/>.</param>
    IReadOnlyList<Update> Updates(IGenerativeModel model, IReadOnlyList<string> parts) => [];
}
