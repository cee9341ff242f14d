using Elbo.Data;
using Elbo.Models.Latents;
using Elbo.Torch;

namespace Elbo.Models.Objectives;

/// <summary>
/// Wake-sleep (Hinton et al. 1995), the comparison of Kingma &amp; Welling 2014, §5: the generative part ascends log p(x, z) at z ~ q(z | x), the
/// recognition part log q(z | x) at (x, z) ~ p. No one bound is ascended. Terms <c>wake</c> and <c>sleep</c>; <c>reconstruction</c> and
/// <c>kl</c> are noted.
/// </summary>
/// <param name="draws">L, draws per example in the wake phase.</param>
public sealed class WakeSleepObjective(int draws = 1) : IObjective
{
    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">p(x | z) cannot be drawn from.</exception>
    public LossTerms Of(ILatentVariables model, Batch x, StepContext step)
    {
        var pass = new Pass(step);
        var drawn = new DrawWalk(step.Noise, draws, x.Count);
        using (Gradients.Off()) model.VisitPosterior(x, drawn);
        var likelihood = model.Likelihood(x, drawn.Values, pass).LogProb(model.Observed(x));
        var prior = new ReplayWalk(drawn.Values);
        model.VisitPrior(x, prior);
        Tensor reconstruction = SampleAxis.Mean(-likelihood), kl;
        var wake = reconstruction - SampleAxis.Mean(prior.LogProb()!);
        using (Gradients.Off())
        {
            var logQ = drawn.Draws.Select(d => d.Drawn.LogProb()).Aggregate((a, b) => a + b);
            kl = SampleAxis.Mean(logQ - prior.LogProb()!);
        }
        var sleep = Sleep(model, x, step);
        return new(pass.Added(wake + sleep),
            [new("reconstruction", reconstruction), new("kl", kl), new("wake", wake, Weight: 1), new("sleep", sleep, Weight: 1), .. pass.Terms]);
    }

    // −log q(z | x) at what the model dreams: neither phase has a gradient in the parameters of the other.
    private static Tensor Sleep(ILatentVariables model, Batch x, StepContext step)
    {
        var dream = new DrawWalk(step.Noise, 1, x.Count);
        Tensor dreamt;
        using (Gradients.Off())
        {
            model.VisitPrior(x, dream);
            dreamt = model.Likelihood(x, dream.Values, new Pass(step)).Draw(step.Noise).Value.Squeeze(0);
        }
        var recognised = new ReplayWalk(dream.Values);
        model.VisitPosterior(x with { X = dreamt }, recognised);
        return SampleAxis.Mean(-recognised.LogProb()!);
    }
}
