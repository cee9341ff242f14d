using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Elbo.Data;
using Elbo.Models.Configuration;
using Elbo.Models.Zoo.AudioVqVae;
using Elbo.Models.Zoo.GlobalVqVae;
using Elbo.Models.Zoo.GridVae;
using Elbo.Models.Zoo.Iwae;
using Elbo.Models.Zoo.LinearGaussian;
using Elbo.Models.Zoo.Vae;
using Elbo.Models.Zoo.VideoVqVae;
using Elbo.Models.Zoo.Vimco;
using Elbo.Models.Zoo.VqVae;
using Elbo.Models.Zoo.VqVae2;

namespace Elbo.Models;

/// <summary>Every model of the toolkit. Adding one is a folder under Zoo and a line here.</summary>
public static class ModelCatalog
{
    public static IReadOnlyList<ModelEntry> All { get; } =
    [
        Entry<VaeModel, VaeConfig>(),
        Entry<IwaeModel, IwaeConfig>(),
        Entry<LinearGaussianModel, LinearGaussianConfig>(),
        Entry<VqVaeModel, VqVaeConfig>(),
        Entry<VqVae2Model, VqVae2Config>(),
        Entry<GlobalVqVaeModel, GlobalVqVaeConfig>(),
        Entry<AudioVqVaeModel, AudioVqVaeConfig>(),
        Entry<VideoVqVaeModel, VideoVqVaeConfig>(),
        Entry<GridVaeModel, GridVaeConfig>(),
        Entry<VimcoModel, VimcoConfig>(),
    ];

    /// <summary>The entry with the given id.</summary>
    /// <exception cref="ConfigException">There is none; the message suggests the nearest.</exception>
    public static ModelEntry Find(string id) =>
        All.FirstOrDefault(e => e.Card.Id == id)
        ?? throw new ConfigException($"unknown model '{id}'{NearestName.Hint(id, [.. All.Select(e => e.Card.Id)])}");

    private static ModelEntry Entry<TModel, TConfig>()
        where TModel : Model, IModelDefinition<TModel, TConfig>
        where TConfig : class, IConfig, new() => new Entry<TModel, TConfig>();
}

/// <summary>Identity and construction of a model, as static members of its class.</summary>
public interface IModelDefinition<TSelf, TConfig>
    where TSelf : Model
    where TConfig : class, IConfig, new()
{
    static abstract ModelCard Card { get; }

    /// <summary>How the configuration is read and written.</summary>
    static abstract JsonTypeInfo<TConfig> ConfigJson { get; }

    /// <summary>Names of the stages its models can have, in order; empty for a model without <see cref="IStaged"/>.</summary>
    static virtual IReadOnlyList<string> StageNames => [];

    /// <summary>Kinds of data its models are made for.</summary>
    static virtual IReadOnlyList<DataKind> Takes => [DataKind.Array];

    static abstract TSelf Build(TConfig config, ModelInputs inputs);
}

/// <summary>A model of the catalogue, without its types.</summary>
public abstract class ModelEntry
{
    public abstract ModelCard Card { get; }

    /// <summary>Its class.</summary>
    public abstract Type ModelType { get; }

    /// <summary>The capability interfaces it has, by name.</summary>
    public IReadOnlyList<Type> Capabilities =>
        [.. ModelType.GetInterfaces().Where(i => i is { IsPublic: true, IsGenericType: false } && i.Assembly == typeof(Model).Assembly).OrderBy(i => i.Name, StringComparer.Ordinal)];

    /// <summary>Names of the stages its models can have, in order; empty for one that is trained as a whole.</summary>
    public abstract IReadOnlyList<string> StageNames { get; }

    /// <summary>The record its settings are read into.</summary>
    public abstract Type ConfigType { get; }

    /// <summary>Every key with its default.</summary>
    public abstract JsonObject Defaults { get; }

    /// <summary>The defaults overlaid with <paramref name="settings"/>, checked.</summary>
    /// <param name="path">Prefix of keys in messages, e.g. <c>model</c>.</param>
    /// <param name="problems">Receives what is wrong, all of it.</param>
    public abstract JsonObject Resolve(JsonObject settings, string path, ICollection<string> problems);

    /// <summary>Whether its models have a capability, one of the interfaces beside this class.</summary>
    public abstract bool Can<TCapability>() where TCapability : class;

    /// <summary>Kinds of data its models are made for.</summary>
    public abstract IReadOnlyList<DataKind> Takes { get; }

    /// <summary>Builds the model from resolved settings.</summary>
    /// <exception cref="ConfigException">It is not made for such data, or the settings do not fit it.</exception>
    public abstract Model Build(JsonObject resolved, ModelInputs inputs);
}

internal sealed class Entry<TModel, TConfig> : ModelEntry
    where TModel : Model, IModelDefinition<TModel, TConfig>
    where TConfig : class, IConfig, new()
{
    public override ModelCard Card => TModel.Card;

    public override Type ModelType => typeof(TModel);

    public override IReadOnlyList<string> StageNames => TModel.StageNames;

    public override IReadOnlyList<DataKind> Takes => TModel.Takes;

    public override Type ConfigType => typeof(TConfig);

    public override JsonObject Defaults => ConfigReader.Write(new TConfig(), TModel.ConfigJson);

    public override JsonObject Resolve(JsonObject settings, string path, ICollection<string> problems) =>
        ConfigReader.Read(settings, TModel.ConfigJson, path, problems) is { } config ? ConfigReader.Write(config, TModel.ConfigJson) : settings;

    public override bool Can<TCapability>() => typeof(TCapability).IsAssignableFrom(typeof(TModel));

    public override Model Build(JsonObject resolved, ModelInputs inputs)
    {
        if (!Takes.Contains(inputs.Schema.Kind))
            throw new ConfigException($"model.id: '{Card.Id}' takes {string.Join(" or ", Takes.Select(kind => kind.Describe()))}; the examples of {inputs.Schema.Data} are {inputs.Schema.Kind.Describe()}");
        var problems = new List<string>();
        var config = ConfigReader.Read(resolved, TModel.ConfigJson, "model", problems);
        return config is null || problems.Count > 0 ? throw new ConfigException(string.Join("; ", problems)) : TModel.Build(config, inputs);
    }
}
