using Elbo.Torch;

namespace Elbo.Models.Latents;

/// <summary>Draws from the prior and shows p(x | z) there.</summary>
internal sealed class PriorGenerator(Model owner) : IGenerator
{
    /// <inheritdoc/>
    public Tensor Generate(int count, NoiseStream noise)
    {
        var (model, given) = ((IGenerativeModel)owner, owner.Ungiven(count));
        var walk = new DrawWalk(noise, 1, count);
        model.VisitPrior(given, walk);
        return LikelihoodLocation.Of(model, given, walk.Values).Squeeze(0);
    }
}
