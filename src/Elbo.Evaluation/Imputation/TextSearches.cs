using Elbo.Data;
using Elbo.Models;
using Elbo.Models.Latents;
using Elbo.Models.Sequences;
using Elbo.Torch;

namespace Elbo.Evaluation.Imputation;

/// <summary>p(x | z) of a model of texts at certain codes, to be searched or drawn from.</summary>
public static class TextSearches
{
    /// <summary>At the encoder's mean codes of texts.</summary>
    /// <exception cref="NotSupportedException">The model's p(x | z) does not go word by word.</exception>
    public static ITextSearch At(ILatentVariables model, Batch x)
    {
        var walk = new LocationWalk(x.Count);
        model.VisitPosterior(x, walk);
        return Of(model, x, walk.Values);
    }

    /// <summary>At draws of the prior.</summary>
    /// <inheritdoc cref="At" path="/exception"/>
    public static ITextSearch Drawn(ILatentVariables model, int count, NoiseStream noise)
    {
        var (given, walk) = (new Batch(Tensor.Zeros([count, 1], DType.I64), null, Tensor.Arange(count)), new DrawWalk(noise, 1, count));
        model.VisitPrior(given, walk);
        return Of(model, given, walk.Values);
    }

    private static ITextSearch Of(ILatentVariables model, Batch x, SiteValues z) => model.Likelihood(x, z, new Pass(new NoiseStream(0))) as ITextSearch
        ?? throw new NotSupportedException("p(x | z) of the model does not go word by word");
}
