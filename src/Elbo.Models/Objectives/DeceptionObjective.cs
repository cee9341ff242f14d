using Elbo.Data;
using Elbo.Models.Latents;
using Elbo.Models.Networks;
using Elbo.Torch;
using Elbo.Torch.Fused;
using Elbo.Torch.Nn;

namespace Elbo.Models.Objectives;

/// <summary>
/// A decoder against a discriminator that learns to tell its draws from the data (Goodfellow et al. 2014, arXiv 1406.2661, algorithm 1): first the decoder moves, by the non-saturating −log D, then the
/// discriminator. Terms <c>deception</c>; of the discriminator <c>discriminator</c> and <c>slope</c>, with the note <c>accuracy</c>. As −log D moves with the opponent, epochs are compared by the note
/// <c>energy_distance</c> of draws and examples.
/// </summary>
/// <param name="discriminator">Of examples [B, D]; becomes the child <c>discriminator</c>.</param>
/// <param name="learningRate">Of the discriminator.</param>
public sealed class DeceptionObjective(Discriminator discriminator, double learningRate) : IGenerativeObjective
{
    private const string Name = "discriminator";

    /// <summary>σ of the noise on all that the discriminator sees (Sønderby et al. 2017, arXiv 1610.04490, §3.1; Arjovsky and Bottou 2017, arXiv 1701.04862): the two distributions then overlap, so that it cannot tell them for certain.</summary>
    public double InstanceNoise { get; init; }

    /// <summary>γ of γ/2 ‖∇_x log D/(1 − D)‖² at examples (Mescheder et al. 2018, arXiv 1801.04406, eq. 9): without it an adversarial pair need not come to rest where the distributions agree.</summary>
    public double Penalty { get; init; }

    /// <inheritdoc/>
    public IReadOnlyList<(string Name, Module Part)> Parts => [(Name, discriminator)];

    /// <inheritdoc/>
    public IReadOnlyList<Update> Updates(IGenerativeModel model, IReadOnlyList<string> parts) =>
    [
        new("generator", parts, (x, step) => Of(model, x, step)),
        new(Name, [Name], (x, step) => Tell(model, x, step)) { LearningRate = learningRate },
    ];

    /// <inheritdoc/>
    public LossTerms Of(IGenerativeModel model, Batch x, StepContext step)
    {
        var pass = new Pass(step);
        var drawn = DrawnExamples.Of(model, x, step.Noise).Flatten(1);
        var cost = discriminator.AsTrue(Noisy(drawn, pass), pass);
        using var off = Gradients.Off();
        return new(cost, [new("deception", cost, Weight: 1), new("energy_distance", EnergyDistance.Of(model.Observed(x).Flatten(1), drawn).Expand([x.Count]), Unit.None)]) { Watched = "energy_distance" };
    }

    private LossTerms Tell(IGenerativeModel model, Batch x, StepContext step)
    {
        var pass = new Pass(step);
        Tensor seen, drawn;
        using (Gradients.Off())
        {
            seen = Noisy(model.Observed(x).Flatten(1), pass);
            drawn = Noisy(DrawnExamples.Of(model, x, step.Noise).Flatten(1), pass);
        }
        Tensor truth;
        Tensor? slope = null;
        if (Penalty > 0 && Gradients.Enabled)
        {
            // Its gradient is differentiated once more.
            using var plain = FusedPath.Off();
            seen = seen.Detach().RequireGrad();
            truth = discriminator.Of(seen, pass);
            slope = Gradients.Of([truth.Sum()], [seen], createGraph: true)[0].Square().Sum([-1]);
        }
        else truth = discriminator.Of(seen, pass);
        var guess = discriminator.Of(drawn, pass);
        var cost = ((-truth).Softplus() + guess.Softplus()) * 0.5;
        List<LossTerm> terms = [new("discriminator", cost, Weight: 1)];
        if (slope is not null) terms.Add(new("slope", slope, Unit.None, Penalty / 2));
        using (Gradients.Off()) terms.Add(new("accuracy", (truth.Gt(0).To(cost.DType) + guess.Lt(0).To(cost.DType)) * 0.5, Unit.None));
        return new(slope is null ? cost : cost + slope * (Penalty / 2), terms);
    }

    private Tensor Noisy(Tensor x, Pass pass) => InstanceNoise > 0 ? x + pass.Noise.Normal(x.Shape, x.Device, x.DType) * InstanceNoise : x;
}
