using System.Text.Json.Nodes;
using Elbo.Data;
using Elbo.Models.Configuration;
using Elbo.Models.Likelihoods;
using Elbo.Torch;

namespace Elbo.Models;

/// <summary>The entry of a definition and its configuration record.</summary>
internal sealed class DefinitionEntry<TDefinition, TConfig> : ModelEntry
    where TDefinition : IModelDefinition<TConfig>
    where TConfig : class, IConfig, new()
{
    private readonly Lazy<IReadOnlyList<Type>> capabilities = new(() => CapabilitiesOf(new TConfig()));

    public override ModelCard Card => TDefinition.Card;

    public override Type DefinitionType => typeof(TDefinition);

    public override IReadOnlyList<Type> Capabilities => capabilities.Value;

    public override IReadOnlyList<string> StageNames => TDefinition.StageNames;

    public override DataKind? Takes => TDefinition.Example.Kind;

    public override JsonObject Training => TDefinition.Training;

    public override Type ConfigType => typeof(TConfig);

    public override JsonObject Defaults => ConfigReader.Write(new TConfig(), TDefinition.ConfigJson);

    public override JsonObject Resolve(JsonObject settings, string path, ICollection<string> problems) =>
        ConfigReader.Read(settings, TDefinition.ConfigJson, path, problems) is { } config ? ConfigReader.Write(config, TDefinition.ConfigJson) : settings;

    public override IEnumerable<IdleKey> WithoutEffect(JsonObject resolved) => Configuration.WithoutEffect.Of<TConfig>(resolved, TDefinition.ConfigJson);

    public override Binarisation PixelsFor(JsonObject resolved) =>
        ConfigReader.Read(resolved, TDefinition.ConfigJson, "model", []) is { } config ? TDefinition.PixelsFor(config) : Binarisation.Dynamic;

    public override Model Build(JsonObject resolved, ModelInputs inputs)
    {
        if (TDefinition.Example.Kind is var takes && inputs.Schema.Kind != takes)
            throw new ConfigException($"model.id: '{Card.Id}' takes {takes.Describe()}; the examples of {inputs.Schema.Data} are {inputs.Schema.Kind.Describe()}"
                + (takes == DataKind.WordSequences && inputs.Schema.Encoding is not null ? "; where a column of the table has texts, name it by data.text" : ""));
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
        // What a model can do is the same on data that the example is not.
        var any = config is LikelihoodConfig likelihood && likelihood.OnAnyData() is TConfig changed ? changed : config;
        using var model = TDefinition.Build(any, new(TDefinition.Example with { TrainingExamples = 1 }, generator));
        return model.Capabilities;
    }
}
