using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Elbo.Data;
using Elbo.Models.Configuration;
using Elbo.Models.Likelihoods;

namespace Elbo.Models;

/// <summary>Identity and construction of a model, as static members of a class: of the model's own, or of one that composes it.</summary>
public interface IModelDefinition<TConfig>
    where TConfig : class, IConfig, new()
{
    /// <summary>Under which id commands and recipes find it, and what lists of models say of it.</summary>
    static abstract ModelCard Card { get; }

    /// <summary>How the configuration is read and written.</summary>
    static abstract JsonTypeInfo<TConfig> ConfigJson { get; }

    /// <summary>Names of the stages its models can have, in order; empty for a model without <see cref="IStaged"/>.</summary>
    static virtual IReadOnlyList<string> StageNames => [];

    /// <summary>Data of a kind that its models take, small: an instance for it tells what they can do.</summary>
    static virtual DataSchema Example => DataSchema.OfShape([1, 28, 28]);

    /// <summary>How grey pixels become inputs unless a run says so: as its likelihood is of 0 and 1 or of grey values.</summary>
    static virtual Binarisation PixelsFor(TConfig config) => config is LikelihoodConfig likelihood ? likelihood.Pixels : Binarisation.Dynamic;

    /// <summary>Settings of the training that differ from the usual ones unless a run says otherwise, as under <c>"training"</c> of a recipe.</summary>
    static virtual JsonObject Training => [];

    /// <summary>An untrained model.</summary>
    /// <param name="config">Checked: <see cref="IConfig.Problems"/> has none.</param>
    /// <exception cref="ConfigException">It does not suit the data, such as a network of convolutions for rows or a factor that the data has not; the message names the key.</exception>
    static abstract Model Build(TConfig config, ModelInputs inputs);
}
