using Elbo.Data;
using Elbo.Models.Latents;
using Elbo.Torch;

namespace Elbo.Models.Objectives;

/// <summary>
/// Minus a bound that is a reduction of log-weights, by sampling alone, with its total derivative. Terms <c>reconstruction</c> and <c>kl</c> are means over
/// the draws; a bound that is not their sum is tighter by <c>importance_gain</c> ≥ 0.
/// </summary>
internal static class SampledBound
{
    /// <param name="reduction">From log w [K, B] to the bound [B].</param>
    /// <param name="gains">Whether the bound is another than the mean over draws.</param>
    public static LossTerms Of(ILatentVariables model, Batch x, StepContext step, int draws, Func<Tensor, Tensor> reduction, bool gains = true)
    {
        var pass = new Pass(step);
        var bound = Bound.Draw(model, x, draws, pass);
        var divergence = bound.LogQ() - bound.LogP();
        return Terms(pass, -reduction(Weights(bound.LogLikelihood, divergence, step)), bound.LogLikelihood, divergence, gains);
    }

    /// <summary>log w, with the divergence weighed as the step says.</summary>
    public static Tensor Weights(Tensor logLikelihood, Tensor divergence, StepContext step) => logLikelihood - (step.KlWeight == 1 ? divergence : divergence * step.KlWeight);

    /// <param name="objective">[B].</param>
    /// <param name="logLikelihood">[K, B].</param>
    /// <param name="divergence">log q − log p, [K, B].</param>
    public static LossTerms Terms(Pass pass, Tensor objective, Tensor logLikelihood, Tensor divergence, bool gains = true)
    {
        var whole = pass.Added(objective);
        using var off = Gradients.Off();
        Tensor reconstruction = -logLikelihood.Mean([0]), kl = divergence.Mean([0]);
        List<LossTerm> terms = [new("reconstruction", reconstruction, Weight: 1), new("kl", kl, Weight: pass.Step.KlWeight), .. pass.Terms];
        if (gains) terms.Add(new("importance_gain", reconstruction + kl * pass.Step.KlWeight - objective, Weight: -1));
        return new(whole, terms);
    }
}
