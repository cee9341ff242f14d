using System.CommandLine;
using System.Text.Json.Nodes;
using Elbo.Data;
using Elbo.Runs.Recipes;
using Elbo.Runs.Sessions;
using Elbo.Training.Configuration;

namespace Elbo.Cli.Data;

/// <summary>Settings of data for commands that open some without a run, under the keys that a run has.</summary>
internal static class DataSettings
{
    public static Option<string[]> Option() => new("--set")
    {
        HelpName = "data.KEY=VALUE",
        Description = "How your own data is read, as in training, e.g. data.imageSize=64; may be repeated",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
    };

    /// <param name="id">A data set or path.</param>
    /// <param name="assignments">As they were typed.</param>
    /// <param name="pixels">How pixels become numbers unless they say so.</param>
    /// <exception cref="UsageException">A key that is none of data.</exception>
    public static DataConfig Read(string id, string[]? assignments, Binarisation? pixels)
    {
        foreach (var assignment in assignments ?? [])
            if (!assignment.StartsWith("data.", StringComparison.Ordinal) || assignment.StartsWith("data.id=", StringComparison.Ordinal)) throw new UsageException($"--set {assignment}: only keys of data are settings here, such as data.imageSize=64");
        var settings = new RunSettings().With("data.binarisation", pixels is { } kind ? JsonValue.Create(kind.ToString().ToLowerInvariant()) : null);
        return settings.Set(assignments ?? []).With("data.id", JsonValue.Create(id)).Resolve().Data;
    }
}
