using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Elbo.Data;
using Elbo.Models.Configuration;
using Elbo.Models.Zoo.AudioVqVae;
using Elbo.Models.Zoo.GlobalVqVae;
using Elbo.Models.Zoo.GridVae;
using Elbo.Models.Zoo.Iwae;
using Elbo.Models.Zoo.LinearGaussian;
using Elbo.Models.Zoo.GaussianVae;
using Elbo.Models.Zoo.VideoVqVae;
using Elbo.Models.Zoo.Vimco;
using Elbo.Models.Zoo.VqVae;
using Elbo.Models.Zoo.VqVae2;
using Elbo.Torch;

namespace Elbo.Models;

/// <summary>Every model of the toolkit. Adding one is a folder under Zoo and a line here.</summary>
public static class ModelCatalog
{
    public static IReadOnlyList<ModelEntry> All { get; } =
    [
        Entry<VaeDefinition, VaeConfig>(),
        Entry<IwaeDefinition, IwaeConfig>(),
        Entry<LinearGaussianModel, LinearGaussianConfig>(),
        Entry<VqVaeModel, VqVaeConfig>(),
        Entry<VqVae2Model, VqVae2Config>(),
        Entry<GlobalVqVaeModel, GlobalVqVaeConfig>(),
        Entry<AudioVqVaeModel, AudioVqVaeConfig>(),
        Entry<VideoVqVaeModel, VideoVqVaeConfig>(),
        Entry<GridVaeDefinition, GridVaeConfig>(),
        Entry<VimcoModel, VimcoConfig>(),
    ];

    /// <summary>The entry with the given id.</summary>
    /// <exception cref="ConfigException">There is none; the message suggests the nearest.</exception>
    public static ModelEntry Find(string id) =>
        All.FirstOrDefault(e => e.Card.Id == id)
        ?? throw new ConfigException($"unknown model '{id}'{NearestName.Hint(id, [.. All.Select(e => e.Card.Id)])}");

    private static ModelEntry Entry<TDefinition, TConfig>()
        where TDefinition : IModelDefinition<TConfig>
        where TConfig : class, IConfig, new() => new Entry<TDefinition, TConfig>();
}

/// <summary>Identity and construction of a model, as static members of a class: of the model's own, or of one that composes it.</summary>
public interface IModelDefinition<TConfig>
    where TConfig : class, IConfig, new()
{
    static abstract ModelCard Card { get; }

    /// <summary>How the configuration is read and written.</summary>
    static abstract JsonTypeInfo<TConfig> ConfigJson { get; }

    /// <summary>Names of the stages its models can have, in order; empty for a model without <see cref="IStaged"/>.</summary>
    static virtual IReadOnlyList<string> StageNames => [];

    /// <summary>Data of a kind that its models take, small: an instance for it tells what they can do.</summary>
    static virtual DataSchema Example => DataSchema.OfShape([1, 28, 28]);

    static abstract Model Build(TConfig config, ModelInputs inputs);
}

/// <summary>A model of the catalogue, without its types.</summary>
public abstract class ModelEntry
{
    public abstract ModelCard Card { get; }

    /// <summary>The class that defines it.</summary>
    public abstract Type DefinitionType { get; }

    /// <summary>The capability interfaces that its default configuration has.</summary>
    public abstract IReadOnlyList<Type> Capabilities { get; }

    /// <summary>The capability interfaces of a configuration.</summary>
    public abstract IReadOnlyList<Type> CapabilitiesOf(JsonObject resolved);

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

    /// <summary>Kind of data its models are made for: that of <see cref="IModelDefinition{TConfig}.Example"/>.</summary>
    public abstract DataKind Takes { get; }

    /// <summary>Builds the model from resolved settings.</summary>
    /// <exception cref="ConfigException">It is not made for such data, or the settings do not fit it.</exception>
    public abstract Model Build(JsonObject resolved, ModelInputs inputs);
}

internal sealed class Entry<TDefinition, TConfig> : ModelEntry
    where TDefinition : IModelDefinition<TConfig>
    where TConfig : class, IConfig, new()
{
    private readonly Lazy<IReadOnlyList<Type>> capabilities = new(() => CapabilitiesOf(new TConfig()));

    public override ModelCard Card => TDefinition.Card;

    public override Type DefinitionType => typeof(TDefinition);

    public override IReadOnlyList<Type> Capabilities => capabilities.Value;

    public override IReadOnlyList<string> StageNames => TDefinition.StageNames;

    public override DataKind Takes => TDefinition.Example.Kind;

    public override Type ConfigType => typeof(TConfig);

    public override JsonObject Defaults => ConfigReader.Write(new TConfig(), TDefinition.ConfigJson);

    public override JsonObject Resolve(JsonObject settings, string path, ICollection<string> problems) =>
        ConfigReader.Read(settings, TDefinition.ConfigJson, path, problems) is { } config ? ConfigReader.Write(config, TDefinition.ConfigJson) : settings;

    public override Model Build(JsonObject resolved, ModelInputs inputs)
    {
        if (inputs.Schema.Kind != Takes)
            throw new ConfigException($"model.id: '{Card.Id}' takes {Takes.Describe()}; the examples of {inputs.Schema.Data} are {inputs.Schema.Kind.Describe()}");
        var problems = new List<string>();
        var config = ConfigReader.Read(resolved, TDefinition.ConfigJson, "model", problems);
        return config is null || problems.Count > 0 ? throw new ConfigException(string.Join("; ", problems)) : TDefinition.Build(config, inputs);
    }

    public override IReadOnlyList<Type> CapabilitiesOf(JsonObject resolved) =>
        ConfigReader.Read(resolved, TDefinition.ConfigJson, "model", []) is { } config ? CapabilitiesOf(config) : [];

    private static IReadOnlyList<Type> CapabilitiesOf(TConfig config)
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(0);
        using var model = TDefinition.Build(config, new(TDefinition.Example with { TrainingExamples = 1 }, generator));
        return model.Capabilities;
    }
}
