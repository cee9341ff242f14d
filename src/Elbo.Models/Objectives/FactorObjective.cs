using Elbo.Data;
using Elbo.Models.Latents;
using Elbo.Models.Networks;
using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models.Objectives;

/// <summary>
/// The negative bound and γ times the total correlation of the code, whose density ratio a discriminator learns beside it (Kim &amp; Mnih 2018,
/// arXiv 1802.05983, eq. 2 and 3): TC(z) = E log D(z)/(1 − D(z)), where D tells z ~ q(z) from codes with every dimension taken from another
/// example. Terms <c>reconstruction</c>, <c>kl</c>, <c>total_correlation</c>; the discriminator has its own update. As the estimate moves with the
/// discriminator, held-out examples are compared by <c>negative_elbo</c>.
/// </summary>
/// <param name="gamma">γ.</param>
/// <param name="discriminator">Of codes [B, Z]; becomes the child <c>discriminator</c>.</param>
/// <param name="learningRate">Of the discriminator.</param>
public sealed class FactorObjective(double gamma, Discriminator discriminator, double learningRate) : IObjective, IKlWeighted
{
    private const string Name = "discriminator";

    /// <inheritdoc/>
    public IReadOnlyList<(string Name, Module Part)> Parts => [(Name, discriminator)];

    /// <summary>The model's networks, then the discriminator, with the paper's decays (0.5, 0.9).</summary>
    public IReadOnlyList<Update> Updates(ILatentVariables model, IReadOnlyList<string> parts) =>
    [
        new("model", parts, (x, step) => Of(model, x, step)),
        new(Name, [Name], (x, step) => Tell(model, x, step)) { LearningRate = learningRate, Beta1 = 0.5, Beta2 = 0.9 },
    ];

    /// <inheritdoc/>
    public LossTerms Of(ILatentVariables model, Batch x, StepContext step)
    {
        var pass = new Pass(step);
        var bound = Bound.Draw(model, x, 1, pass);
        var reconstruction = SampleAxis.Mean(-bound.LogLikelihood);
        var kl = SampleAxis.Mean(bound.Divergence());
        var correlation = discriminator.Forward(CodeRow.Of(bound));
        var objective = pass.Added(reconstruction + kl * step.KlWeight + correlation * gamma);
        using var off = Gradients.Off();
        return new(objective,
        [
            new("reconstruction", reconstruction, Weight: 1), new("kl", kl, Weight: step.KlWeight), new("total_correlation", correlation, Weight: gamma),
            new("negative_elbo", reconstruction + kl), .. pass.Terms,
        ])
        { Watched = "negative_elbo" };
    }

    // Codes as they are from one half of the batch, with their dimensions shuffled from the other: the two are independent.
    private LossTerms Tell(ILatentVariables model, Batch x, StepContext step)
    {
        Tensor codes, shuffled;
        using (Gradients.Off())
        {
            var z = CodeRow.Of(model, x, step.Noise);
            var half = z.Size(0) / 2;
            // A batch of one has no other half.
            codes = half == 0 ? z : z.Narrow(0, 0, half);
            shuffled = Shuffle(half == 0 ? z : z.Narrow(0, half, z.Size(0) - half), step.Noise);
        }
        var cost = discriminator.AsTrue(codes).Mean() + discriminator.AsFalse(shuffled).Mean();
        var each = (cost * 0.5).Expand([x.Count]);
        return new(each, [new("discriminator", each, Weight: 1)]);
    }

    // Each dimension in an order of its own over the batch.
    private static Tensor Shuffle(Tensor z, NoiseStream noise) => z.Gather(0, noise.Uniform(z.Shape, z.Device).Sort(0).Indices);
}
