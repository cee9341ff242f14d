using Elbo.Data;
using Elbo.Models;
using Elbo.Models.Latents;

namespace Elbo.Evaluation.Latents;

/// <summary>Dimensions of a code in the order of what they say.</summary>
public static class VariedDimensions
{
    // Enough to rank dimensions by.
    private const int Ranked = 2000;

    /// <summary>Dimensions whose posterior mean varies most, those of the layer that the decoder sees; most varied first.</summary>
    /// <param name="model">One with a code and a decoder.</param>
    /// <param name="most">How many at most.</param>
    public static IReadOnlyList<int> Of(Model model, IDataset data, Split split, int most)
    {
        var variances = ActiveUnits.Measure(model.As<ILatentVariables>()!, data, split, Ranked).Variances;
        return [.. Enumerable.Range(0, model.As<IDecoder>()!.DecodedSize).OrderByDescending(j => variances[j]).Take(most)];
    }
}
