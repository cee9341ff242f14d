using Elbo.Data;
using Elbo.Models;
using Elbo.Models.Configuration;
using Elbo.Training.Configuration;
using Elbo.Training.Warnings;

namespace Elbo.Training;

/// <summary>
/// Refuses pixels that are 0 or 1 under a likelihood of grey values or real numbers: bits of 256 levels of which two occur can be compared with nothing, and a density
/// is unbounded on two points.
/// </summary>
public static class LikelihoodFit
{
    /// <exception cref="ConfigException">The pairing has no meaning; names the key that helps.</exception>
    public static void Check(RunConfig config, Model model, IDataset data)
    {
        if (!IsMeaningless(config, data)) return;
        var name = model.As<IDataRange>()?.LikelihoodName ?? "model's";
        var choice = new ModelKeys(config.ModelSettings).PathOf("likelihood") is { } key ? $"choose {key}=bernoulli" : "take a model with a Bernoulli likelihood, such as vae";
        throw new ConfigException(data.Info.Binarisation is { } made and not Binarisation.None
            ? $"data.binarisation: {made.ToString().ToLowerInvariant()} makes pixels 0 or 1, for which a {name} likelihood has no meaning; set it to none, or {choice}"
            : $"data.id: the pixels of {data.Info.Id} are 0 or 1, for which a {name} likelihood has no meaning; {choice}");
    }

    /// <summary>Whether a model's figures are of such a pairing, which earlier versions trained.</summary>
    public static bool IsMeaningless(RunConfig config, IDataset data) =>
        data.Info.GreyLevels == 2 && ModelCatalog.Find(config.Model).PixelsFor(config.ModelSettings) != Binarisation.Dynamic;
}
