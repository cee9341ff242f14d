using Elbo.Data;
using Elbo.Models.Latents;
using Elbo.Torch;

namespace Elbo.Models.Objectives;

/// <summary>
/// The bound with its divergence taken apart (Chen et al. 2018, arXiv 1802.04942, eq. 2 and 4): −E_q[log p(x | z)] + α I(z; x) + β TC(z) +
/// γ Σ_j KL(q(z_j) ‖ p(z_j)), all three multiplied by <see cref="StepContext.KlWeight"/>. Terms <c>reconstruction</c>,
/// <c>mutual_information</c>, <c>total_correlation</c> and <c>dimension_kl</c>; notes <c>kl</c> and <c>negative_elbo</c>. The three are estimates from
/// the batch, whose size they depend on, so that held-out examples are compared by <c>negative_elbo</c>; with α = β = γ = 1 they add up to
/// log q(z | x) − log p(z) of the draws, whatever the estimate of q(z).
/// </summary>
/// <param name="trainingExamples">N; null where it is not known, and no objective can be taken.</param>
public sealed class TotalCorrelationObjective(double alpha, double beta, double gamma, AggregateEstimator estimator, int? trainingExamples) : IObjective, IKlWeighted
{
    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">N is not known.</exception>
    /// <exception cref="NotSupportedException">q or p joins the dimensions of a site, or q depends on other sites.</exception>
    public LossTerms Of(ILatentVariables model, Batch x, StepContext step)
    {
        var examples = trainingExamples
            ?? throw new InvalidOperationException($"a total correlation needs the number of training examples; build the model with {nameof(ModelInputs)}.{nameof(ModelInputs.TrainingExamples)}");
        var pass = new Pass(step);
        var bound = Bound.Draw(model, x, 1, pass);
        foreach (var site in bound.Sites)
            if (!site.DependsOnDataAlone || !site.Q.HasIndependentElements || !site.P.HasIndependentElements)
                throw new NotSupportedException($"the total correlation of the latent site '{site.Site}' needs dimensions that are independent under q(z | x) and under p(z), given x alone");

        var reconstruction = SampleAxis.Mean(-bound.LogLikelihood);
        // z [1, B, …] at every member's q [B, …]: log q(z_ij | x_k) for i, k, j.
        var elements = Ops.Cat([.. bound.Sites.Select(s => s.Q.Elements().LogProb(s.Value.Squeeze(0).Unsqueeze(1)).Flatten(2))], -1);
        var (joint, marginals) = AggregateDensity.LogProb(elements, estimator, examples);
        var ofDimensions = marginals.Sum([-1]);
        Tensor information = SampleAxis.Mean(bound.LogQ()) - joint, correlation = joint - ofDimensions, dimensions = ofDimensions - SampleAxis.Mean(bound.LogP());
        var (a, b, c) = (alpha * step.KlWeight, beta * step.KlWeight, gamma * step.KlWeight);
        var objective = reconstruction + information * a + correlation * b + dimensions * c;
        var whole = pass.Added(objective);
        using var off = Gradients.Off();
        var kl = SampleAxis.Mean(bound.Divergence());
        return new(whole,
        [
            new("reconstruction", reconstruction, Weight: 1), new("mutual_information", information, Weight: a), new("total_correlation", correlation, Weight: b),
            new("dimension_kl", dimensions, Weight: c), new("kl", kl), new("negative_elbo", reconstruction + kl), .. pass.Terms,
        ])
        { Watched = "negative_elbo" };
    }
}
