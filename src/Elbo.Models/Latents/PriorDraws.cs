using Elbo.Data;
using Elbo.Torch;

namespace Elbo.Models.Latents;

/// <summary>Draws from the prior and then from p(x | z), where a point of it would say little: of texts.</summary>
internal sealed class PriorDraws(Model owner) : IConditionalGenerator
{
    /// <inheritdoc/>
    public Factor? Condition => null;

    /// <inheritdoc/>
    public Tensor Generate(int count, NoiseStream noise) => Generate(count, noise, 1, null);

    /// <inheritdoc/>
    public Tensor Generate(int count, NoiseStream noise, double temperature, long? level)
    {
        var (model, given) = ((IGenerativeModel)owner, owner.Ungiven(count));
        var walk = new DrawWalk(noise, 1, count);
        model.VisitPrior(given, walk);
        var likelihood = model.Likelihood(given, walk.Values, new Pass(noise));
        var draws = (likelihood is ITempered tempered ? tempered.At(temperature) : likelihood).Draw(noise).Value;
        return draws.Rank > 1 && draws.Shape[0] == 1 && likelihood.BatchShape.Length == 2 ? draws.Squeeze(0) : draws;
    }
}
