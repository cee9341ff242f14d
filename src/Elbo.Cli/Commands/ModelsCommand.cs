using System.CommandLine;
using System.Text.Json.Nodes;
using Elbo.Cli.Shell;
using Elbo.Models;
using Elbo.Models.Configuration;
using Elbo.Runs.Recipes;
using Elbo.Runs.Sessions;

namespace Elbo.Cli.Commands;

/// <summary><c>elbo models</c>, <c>elbo models vae</c>.</summary>
internal sealed class ModelsCommand : Verb
{
    private readonly Argument<string?> id = new("id") { Description = "One model, for its settings and presets", Arity = ArgumentArity.ZeroOrOne };

    public ModelsCommand()
        : base("models", "List the models, or one model's settings with their defaults")
    {
        Group = "Models";
        Add(id);
        Add(SharedOptions.Json);
        Examples = [new("elbo models", "All of them, with their papers."), new("elbo models vae", "Its keys for --set, and the presets.")];
    }

    public override ExitCode Run(ParseResult given, Session session)
    {
        if (given.GetValue(id) is { } name)
        {
            var entry = Find(name);
            var presets = Presets.For(entry.Card.Id);
            session.Result(() => Row(entry, presets), text => Describe(text, entry, presets));
            return ExitCode.Fine;
        }
        session.Result(
            () => new() { ["models"] = Json.Array(ModelCatalog.All.Select(e => (JsonNode?)Row(e, null))) },
            text =>
            {
                foreach (var entry in ModelCatalog.All)
                {
                    text.WriteLine($"{entry.Card.Id,-18} {entry.Card.Title} ({entry.Card.Paper})");
                    text.WriteLine($"{"",-18} {entry.Card.Summary}");
                }
            });
        return ExitCode.Fine;
    }

    private static ModelEntry Find(string name)
    {
        try
        {
            return ModelCatalog.Find(name);
        }
        catch (ConfigException failure)
        {
            throw new UsageException(failure.Message);
        }
    }

    private static JsonObject Row(ModelEntry entry, IEnumerable<string>? presets)
    {
        var row = new JsonObject
        {
            ["id"] = entry.Card.Id,
            ["title"] = entry.Card.Title,
            ["paper"] = entry.Card.Paper,
            ["summary"] = entry.Card.Summary,
            ["capabilities"] = Json.Array(entry.Capabilities.Select(c => c.Name)),
            ["defaults"] = entry.Defaults,
        };
        if (presets is not null) row["presets"] = Json.Array(presets);
        return row;
    }

    private static void Describe(TextWriter text, ModelEntry entry, IReadOnlyList<string> presets)
    {
        text.WriteLine($"{entry.Card.Title} ({entry.Card.Paper})");
        text.WriteLine(entry.Card.Summary);
        text.WriteLine($"Capabilities: {string.Join(", ", entry.Capabilities.Select(c => c.Name))}");
        text.WriteLine();
        text.WriteLine("Settings and defaults, for --set or under \"model\" of a recipe");
        foreach (var (key, value) in entry.Defaults) text.WriteLine($"  model.{key,-20} {value?.ToJsonString() ?? "null"}");
        if (presets.Count == 0) return;
        text.WriteLine();
        text.WriteLine("Presets, for --preset");
        foreach (var preset in presets)
        {
            text.WriteLine($"  {preset}");
            foreach (var line in Presets.Head(preset).Split('\n')) text.WriteLine($"      {line}");
        }
    }
}
