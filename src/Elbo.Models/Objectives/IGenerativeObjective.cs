using Elbo.Data;
using Elbo.Models.Latents;

namespace Elbo.Models.Objectives;

/// <summary>What the training of a model without an encoder descends: it compares what the model draws with the data, and needs no density.</summary>
public interface IGenerativeObjective
{
    /// <summary>What is minimised on a batch [B], and what it is made of.</summary>
    LossTerms Of(IGenerativeModel model, Batch x, StepContext step);
}
