using Elbo.Data;
using Elbo.Models.Latents;
using Elbo.Torch;

namespace Elbo.Models.Objectives;

/// <summary>
/// −L̂ of K draws with the gradient of <see cref="Vimco"/>, which needs no reparameterisation (Mnih &amp; Rezende 2016, arXiv 1602.06725). Terms
/// <c>reconstruction</c> and <c>kl</c> are means over the draws; the bound is tighter than their sum by <c>importance_gain</c> ≥ 0.
/// </summary>
/// <param name="samples">K, at least 2.</param>
public sealed class VimcoObjective(int samples) : IObjective, IKlWeighted
{
    /// <inheritdoc/>
    public LossTerms Of(ILatentVariables model, Batch x, StepContext step)
    {
        var pass = new Pass(step);
        var bound = Bound.Draw(model, x, samples, pass);
        var logQ = bound.LogQ();
        var divergence = logQ - bound.LogP();
        var objective = -Vimco.Bound(bound.LogLikelihood - divergence * step.KlWeight, logQ);
        var whole = pass.Added(objective);
        using var off = Gradients.Off();
        Tensor reconstruction = -bound.LogLikelihood.Mean([0]), kl = divergence.Mean([0]);
        return new(whole,
        [
            new("reconstruction", reconstruction, Weight: 1), new("kl", kl, Weight: step.KlWeight),
            new("importance_gain", reconstruction + kl * step.KlWeight - objective, Weight: -1), .. pass.Terms,
        ]);
    }
}
