using System.Globalization;
using Elbo.Data;
using Elbo.Models;
using Elbo.Models.Latents;
using Elbo.Torch;

namespace Elbo.Training.Warnings;

/// <summary>Looks at draws of a model that has no encoder, whose codes therefore show nothing: whether they are all alike.</summary>
internal static class DrawsCheck
{
    /// <summary>How near to each other draws are, in parts of how near examples are, below which they have collapsed.</summary>
    private const double Near = 0.25;

    /// <param name="model">Looked at, not changed.</param>
    /// <param name="keys">Its settings, for the advice.</param>
    /// <param name="batch">Some examples.</param>
    /// <param name="epoch">Epochs that ended.</param>
    public static IEnumerable<TrainingWarning> Look(Model model, ModelKeys keys, Batch batch, int epoch)
    {
        if (batch.Count < 3 || model.As<IGenerativeModel>() is null or ILatentVariables || model.As<IGenerator>() is not { } generator) yield break;
        double own, data;
        using (TensorScope.Enter())
            (own, data) = (Nearness(generator.Generate(batch.Count, new(0)).Flatten(1)), Nearness(batch.X.Flatten(1)));
        // Not where most examples stand several times in the data.
        if (!(data > 0) || own >= Near * data) yield break;
        yield return new("draws-collapse",
            string.Create(CultureInfo.InvariantCulture, $"after epoch {epoch} draws are alike: the nearest other draw is at {own:0.00} on average, the nearest other example at {data:0.00}"),
            $"more passes where there were few (early draws of any decoder are alike){(keys.PathOf("instanceNoise") is { } noise ? $"; else more noise in front of the discriminator ({noise}), a larger {keys.PathOf("penalty")} or a smaller {keys.PathOf("discriminatorRate")}" : "")}", epoch);
    }

    // Mean distance to the nearest other: a few modes that take turns are alike, too, however far apart they are.
    private static double Nearness(Tensor x) => (Ops.Cdist(x, x) + Ops.Eye(x.Size(0), x.DType, x.Device) * 1e9).Min(1).Values.Mean().ToDouble();
}
