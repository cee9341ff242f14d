using System.Text.Json.Nodes;
using Elbo.Models.Configuration;
using Elbo.Runs.Sessions;
using Elbo.Training.Configuration;

namespace Elbo.Runs.Recipes;

/// <summary>Builds a run's configuration from what was given, later layers over earlier ones.</summary>
public sealed class RunSettings
{
    private readonly JsonObject root = [];

    /// <summary>The configuration of a recipe under a seed.</summary>
    /// <exception cref="ConfigException">What is wrong, all of it.</exception>
    public static RunConfig Of(Recipe recipe, ulong? seed) => new RunSettings().Over(recipe.Settings).With("seed", JsonValue.Create(seed)).Resolve();

    /// <summary>Lays an object over what is there; objects merge, everything else replaces.</summary>
    public RunSettings Over(JsonObject layer)
    {
        Merge(root, layer);
        return this;
    }

    /// <summary>Sets one key, e.g. <c>training.epochs</c>, unless <paramref name="value"/> is null.</summary>
    public RunSettings With(string key, JsonNode? value)
    {
        if (value is not null) ConfigReader.Set(root, $"{key}={value.ToJsonString()}");
        return this;
    }

    /// <summary>Applies <c>key=value</c> of the command line.</summary>
    public RunSettings Set(IEnumerable<string> assignments)
    {
        foreach (var assignment in assignments) ConfigReader.Set(root, assignment);
        return this;
    }

    /// <exception cref="ConfigException">What is wrong, all of it.</exception>
    public RunConfig Resolve() => RunConfig.Resolve(root);

    /// <summary>Whether a key, e.g. <c>model.likelihood</c>, has been given.</summary>
    public bool Gives(string key)
    {
        JsonNode? at = root;
        foreach (var name in key.Split('.'))
            if ((at = (at as JsonObject)?[name]) is null) return false;
        return true;
    }

    /// <summary>The model's settings go when another model is named, as keys of one mean nothing to the other.</summary>
    /// <exception cref="UsageException">Contradicting models.</exception>
    public RunSettings ForModel(string id)
    {
        if (root["model"] is JsonObject model && model["id"] is JsonValue named && named.ToString() != id)
            throw new UsageException($"the recipe is for model '{named}', not '{id}'");
        return With("model.id", JsonValue.Create(id));
    }

    private static void Merge(JsonObject target, JsonObject layer)
    {
        foreach (var (key, value) in layer)
        {
            if (value is JsonObject inner && target[key] is JsonObject outer) Merge(outer, inner);
            else target[key] = value?.DeepClone();
        }
    }
}
