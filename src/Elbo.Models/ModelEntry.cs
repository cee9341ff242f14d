using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Elbo.Data;
using Elbo.Models.Configuration;

namespace Elbo.Models;

/// <summary>A model of the catalogue, without its types.</summary>
public abstract class ModelEntry
{
    /// <summary>Its id, unique in the catalogue, and what lists of models say of it.</summary>
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

    /// <summary>Keys that are set although another one leaves them without effect; see <see cref="EffectiveUnderAttribute"/>.</summary>
    /// <param name="resolved">All keys, checked.</param>
    public abstract IEnumerable<IdleKey> WithoutEffect(JsonObject resolved);

    /// <summary>Gives the settings of an earlier version's run the keys that came later, so that it stays the model it was.</summary>
    public void AddFormer(JsonObject settings)
    {
        foreach (var property in ConfigType.GetProperties())
            if (property.GetCustomAttribute<FormerlyAttribute>() is { } former) settings.TryAdd(JsonNamingPolicy.CamelCase.ConvertName(property.Name), former.Value);
    }

    /// <summary>Kind of data its models are made for: that of <see cref="IModelDefinition{TConfig}.Example"/>; null for any.</summary>
    public abstract DataKind? Takes { get; }

    /// <summary>How grey pixels become inputs of a model of these settings unless a run says so.</summary>
    /// <param name="resolved">All keys, checked.</param>
    public abstract Binarisation PixelsFor(JsonObject resolved);

    /// <summary>Settings of the training that differ from the usual ones unless a run says otherwise.</summary>
    public abstract JsonObject Training { get; }

    /// <summary>Builds the model from resolved settings.</summary>
    /// <exception cref="Configuration.ConfigException">It is not made for such data, or the settings do not fit it.</exception>
    public abstract Model Build(JsonObject resolved, ModelInputs inputs);
}
