using Elbo.Data;
using Elbo.Models.Latents;
using Elbo.Models.Networks;
using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models.Objectives;

/// <summary>
/// A generator against a discriminator that tells its draws from the data (Goodfellow et al. 2014, arXiv 1406.2661, algorithm 1): the generator descends
/// −log D(G(z)), the discriminator −½ log D(x) − ½ log(1 − D(G(z))). Terms <c>deception</c> and <c>discriminator</c>, nats; neither says how good draws are, as
/// both depend on the opponent, so that <c>squared_mmd</c>, an unbiased discrepancy of draws and data, is noted and held-out examples are compared by it.
/// </summary>
/// <param name="discriminator">Of examples [B, D]; becomes the child <c>discriminator</c>.</param>
/// <param name="learningRate">Of the discriminator.</param>
/// <param name="beta1">Decay of the first moment of both.</param>
public sealed class GanObjective(Discriminator discriminator, double learningRate, double beta1) : IGenerativeObjective
{
    private const string Name = "discriminator";

    /// <inheritdoc/>
    public IReadOnlyList<(string Name, Module Part)> Parts => [(Name, discriminator)];

    /// <inheritdoc/>
    public IReadOnlyList<Update> Updates(IGenerativeModel model, IReadOnlyList<string> parts) =>
    [
        new("generator", parts, (x, step) => Of(model, x, step)) { Beta1 = beta1 },
        new(Name, [Name], (x, step) => Tell(model, x, step)) { LearningRate = learningRate, Beta1 = beta1 },
    ];

    /// <inheritdoc/>
    public LossTerms Of(IGenerativeModel model, Batch x, StepContext step)
    {
        var drawn = DrawnExamples.Of(model, x, step.Noise);
        var cost = discriminator.AsTrue(drawn);
        using var off = Gradients.Off();
        var discrepancy = MomentMatching.Unbiased(model.Observed(x).Flatten(1), drawn, MomentMatching.UsualBandwidths).Expand([x.Count]);
        return new(cost, [new("deception", cost, Weight: 1), new("squared_mmd", discrepancy, Unit.None)]) { Watched = "squared_mmd" };
    }

    private LossTerms Tell(IGenerativeModel model, Batch x, StepContext step)
    {
        Tensor drawn;
        using (Gradients.Off()) drawn = DrawnExamples.Of(model, x, step.Noise);
        var cost = (discriminator.AsTrue(model.Observed(x).Flatten(1)) + discriminator.AsFalse(drawn)) * 0.5;
        return new(cost, [new("discriminator", cost, Weight: 1)]);
    }
}
