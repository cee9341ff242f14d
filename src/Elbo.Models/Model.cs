using Elbo.Data;
using Elbo.Torch.Nn;

namespace Elbo.Models;

/// <summary>A network with an objective. What else it can do it says through the capability interfaces of this folder.</summary>
public abstract class Model : Module
{
    /// <summary>The objective on a batch, differentiable in the parameters.</summary>
    /// <param name="batch">x [B, D].</param>
    /// <param name="step">Noise, and what the schedule of the training sets.</param>
    public abstract LossTerms Loss(Batch batch, StepContext step);
}
