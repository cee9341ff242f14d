using Elbo.Data;
using Elbo.Models.Latents;
using Elbo.Models.Networks;
using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models.Objectives;

/// <summary>
/// An autoencoder whose codes are made to look like draws of the prior by a discriminator that tells the two apart (Makhzani et al. 2015,
/// arXiv 1511.05644, §2): a reconstruction phase, then a regularisation phase in which first the discriminator moves and then the encoder, by the
/// non-saturating −log D. Terms <c>reconstruction</c>, <c>discriminator</c>, <c>deception</c>; <c>kl</c> and <c>negative_elbo</c> are noted, and
/// held-out examples are compared by the latter, as the former says nothing of the prior; a deterministic encoder has neither.
/// </summary>
/// <param name="discriminator">Of codes [B, Z]; becomes the child <c>discriminator</c>.</param>
/// <param name="learningRate">Of the regularisation phase.</param>
/// <param name="encoder">Names of the networks that make codes.</param>
public sealed class AdversarialObjective(Discriminator discriminator, double learningRate, params IReadOnlyList<string> encoder) : IObjective
{
    private const string Name = "discriminator";

    /// <inheritdoc/>
    public IReadOnlyList<(string Name, Module Part)> Parts => [(Name, discriminator)];

    /// <inheritdoc/>
    public IReadOnlyList<Update> Updates(ILatentVariables model, IReadOnlyList<string> parts) =>
    [
        new("autoencoder", parts, (x, step) => Of(model, x, step)),
        new(Name, [Name], (x, step) => Tell(model, x, step)) { LearningRate = learningRate, Beta1 = 0.5 },
        new("deception", encoder, (x, step) => Deceive(model, x, step)) { LearningRate = learningRate, Beta1 = 0.5 },
    ];

    /// <inheritdoc/>
    public LossTerms Of(ILatentVariables model, Batch x, StepContext step)
    {
        var pass = new Pass(step);
        var bound = Bound.Draw(model, x, 1, pass);
        var reconstruction = SampleAxis.Mean(-bound.LogLikelihood);
        var objective = pass.Added(reconstruction);
        var term = new LossTerm("reconstruction", reconstruction, Weight: 1);
        if (!model.HasBound) return new(objective, [term, .. pass.Terms]);
        using var off = Gradients.Off();
        var kl = SampleAxis.Mean(bound.Divergence());
        return new(objective, [term, new("kl", kl), new("negative_elbo", reconstruction + kl), .. pass.Terms]) { Watched = "negative_elbo" };
    }

    private LossTerms Tell(ILatentVariables model, Batch x, StepContext step)
    {
        Tensor codes, drawn;
        using (Gradients.Off())
        {
            var walk = new DrawWalk(step.Noise, 1, x.Count);
            model.VisitPosterior(x, walk);
            codes = CodeRow.Of(walk);
            drawn = CodeRow.OfPrior(model, x, [.. walk.Draws.Select(d => d.Site)], step.Noise);
        }
        var cost = (discriminator.AsTrue(drawn) + discriminator.AsFalse(codes)) * 0.5;
        return new(cost, [new("discriminator", cost, Weight: 1)]);
    }

    private LossTerms Deceive(ILatentVariables model, Batch x, StepContext step)
    {
        var cost = discriminator.AsTrue(CodeRow.Of(model, x, step.Noise));
        return new(cost, [new("deception", cost, Weight: 1)]);
    }
}
