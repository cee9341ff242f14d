using Elbo.Data;
using Elbo.Models.Conditionals;
using Elbo.Models.Latents;
using Elbo.Probability;
using Elbo.Probability.Inference;
using Elbo.Torch;

namespace Elbo.Models.Objectives;

/// <summary>
/// Stein variational learning of a sampler (Pu et al. 2017, arXiv 1704.05155): M draws z_j = f(x, ξ_j) of each example are particles that Stein variational gradient descent moves towards p(z | x), and
/// f follows them by one step of regression, whose gradient is −φ(z_j)·∂f with φ held fixed. Prior and likelihood ascend log p(x, z) at the particles as they are. No density of q is
/// asked for and none is known: terms <c>reconstruction</c> and <c>prior</c>, −log p(z), are means over particles and add up to no bound, as what q spreads is not in them.
/// </summary>
/// <param name="particles">M; with one there is nothing to keep apart, and its z climbs to the most probable one.</param>
/// <param name="direction">φ.</param>
/// <param name="samples">
/// k: each particle becomes a group of k, in which each counts by its normalised importance weight p(x, z)/q(z | x) in φ and in what prior and likelihood ascend (Stein VIWAE, ibid.); with 1 each counts alike. The weights ask
/// for what a draw tells of its density (<see cref="ImplicitDraws"/>).
/// </param>
public sealed class SteinObjective(int particles, SteinDirection direction, int samples = 1) : IObjective
{
    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">There are several latent sites, or z is no vector; or groups are asked for and draws tell no density.</exception>
    public LossTerms Of(ILatentVariables model, Batch x, StepContext step)
    {
        var pass = new Pass(step);
        var walk = new DrawWalk(pass, checked(particles * samples), x.Count);
        model.VisitPosterior(x, walk);
        if (walk.Draws is not [var (site, drawn)] || drawn.Source.EventAxes != 1) throw new NotSupportedException("particles are moved at one latent site of vectors");
        var sampled = drawn.Value;
        var learns = Gradients.Enabled && sampled.RequiresGrad;
        // Neither likelihood nor prior reaches the sampler but by φ.
        var z = sampled.Detach();
        if (learns) z.RequireGrad();
        var values = new SiteValues(site, z);
        var logLikelihood = model.Likelihood(x, values, pass).LogProb(model.Observed(x));
        var visit = new ReplayWalk(values);
        model.VisitPrior(x, visit);
        var logPrior = visit.LogProb()!;
        var weights = samples == 1 ? null : Weights(drawn, logLikelihood + logPrior);
        Tensor reconstruction = Mean(-logLikelihood), prior = Mean(-logPrior);
        var objective = reconstruction + prior;
        if (learns)
        {
            var slopes = Gradients.Of([(logLikelihood + logPrior).Sum()], [z], retainGraph: true)[0];
            // 0, with the gradient of the regression.
            objective += SampleAxis.Mean((direction.Of(z, slopes, weights) * (z.Detach() - sampled)).Sum([-1]));
        }
        return new(pass.Added(objective), [new("reconstruction", reconstruction, Weight: 1), new("prior", prior, Weight: 1), .. pass.Terms]);

        Tensor Mean(Tensor values) => SampleAxis.Mean(weights is null ? values : values * weights);
    }

    /// <summary>k softmax(log p(x, z) − log q(z | x)) within each group of draws that follow one another, [M k, B]: 1 on average.</summary>
    private Tensor Weights(Drawn drawn, Tensor logJoint)
    {
        using var off = Gradients.Off();
        if (drawn.Noise is null) throw new NotSupportedException("importance weights of particles need draws that tell their density");
        var logW = (logJoint.Detach().To(DType.F64) - drawn.LogProb().To(DType.F64)).View([particles, samples, -1]);
        return (logW.Softmax(1) * samples).Flatten(0, 1).To(logJoint.DType);
    }
}
