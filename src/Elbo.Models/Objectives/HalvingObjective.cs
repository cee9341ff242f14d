using Elbo.Data;
using Elbo.Models.Latents;

namespace Elbo.Models.Objectives;

/// <summary>
/// −[(1 + α) E_q log p(x | z) − KL(q(z | x) ‖ p(z))/(1 + α)] with α halved after every epoch, as published code trains the neural statistician (Edwards &amp; Storkey 2017,
/// arXiv 1606.02185): at first the code is to say much, in the end this is the bound. Terms <c>reconstruction</c> and <c>kl</c>. What is held out is measured
/// at α = 0.
/// </summary>
/// <param name="alpha">α ≥ 0 of the first epoch.</param>
public sealed class HalvingObjective(double alpha) : IObjective, IKlWeighted
{
    /// <inheritdoc/>
    public LossTerms Of(ILatentVariables model, Batch x, StepContext step)
    {
        var pass = new Pass(step);
        var bound = Bound.Draw(model, x, 1, pass);
        var weight = 1 + alpha * Math.Pow(0.5, step.Epoch);
        var (reconstruction, kl) = (SampleAxis.Mean(-bound.LogLikelihood), SampleAxis.Mean(bound.Divergence()));
        var objective = reconstruction * weight + kl * (step.KlWeight / weight);
        return new(pass.Added(objective), [new("reconstruction", reconstruction, Weight: weight), new("kl", kl, Weight: step.KlWeight / weight), .. pass.Terms]);
    }
}
