using Elbo.Models.Likelihoods;
using Elbo.Torch;

namespace Elbo.Models.Latents;

/// <summary>Draws from the prior and shows p(x | z) there, or draws from it.</summary>
internal sealed class PriorGenerator(Model owner) : IGenerator, IExampleGenerator
{
    /// <inheritdoc/>
    public Tensor Generate(int count, NoiseStream noise)
    {
        var (model, given, z) = Prior(count, noise);
        return LikelihoodLocation.Of(model, given, z).Squeeze(0);
    }

    /// <inheritdoc/>
    public Tensor GenerateExamples(int count, NoiseStream noise)
    {
        var (model, given, z) = Prior(count, noise);
        var likelihood = model.Likelihood(given, z, new(noise));
        var row = likelihood is ICellsThatMiss cells ? cells.Complete() : likelihood;
        return row.Draw(noise).Value.Squeeze(0);
    }

    private (IGenerativeModel Model, Data.Batch Given, SiteValues Z) Prior(int count, NoiseStream noise)
    {
        var (model, given) = ((IGenerativeModel)owner, owner.Ungiven(count));
        var walk = new DrawWalk(noise, 1, count);
        model.VisitPrior(given, walk);
        return (model, given, walk.Values);
    }
}
