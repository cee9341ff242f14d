using System.Text.Json.Nodes;
using Elbo.Data;
using Elbo.Models.Configuration;
using Elbo.Torch;

namespace Elbo.Models;

/// <summary>A registered model that has no settings.</summary>
internal sealed class FixedEntry(ModelCard card, Func<ModelInputs, Model> build) : ModelEntry
{
    public override ModelCard Card => card;

    public override Type DefinitionType => build.Method.DeclaringType ?? typeof(FixedEntry);

    public override IReadOnlyList<Type> Capabilities => CapabilitiesOf([]);

    public override IReadOnlyList<string> StageNames => [];

    public override DataKind? Takes => null;

    public override JsonObject Training => [];

    public override Type ConfigType => typeof(FixedEntry);

    public override JsonObject Defaults => [];

    public override JsonObject Resolve(JsonObject settings, string path, ICollection<string> problems)
    {
        foreach (var (key, _) in settings) problems.Add($"unknown key '{path}.{key}': '{card.Id}' has no settings");
        return [];
    }

    public override IEnumerable<IdleKey> WithoutEffect(JsonObject resolved) => [];

    public override Binarisation PixelsFor(JsonObject resolved) => Binarisation.Dynamic;

    public override Model Build(JsonObject resolved, ModelInputs inputs) => build(inputs);

    public override IReadOnlyList<Type> CapabilitiesOf(JsonObject resolved)
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(0);
        using var model = build(new(DataSchema.OfShape([1, 28, 28]) with { TrainingExamples = 1 }, generator));
        return model.Capabilities;
    }
}
