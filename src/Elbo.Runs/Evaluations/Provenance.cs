using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Elbo.Data;
using Elbo.Models.Configuration;
using Elbo.Runs.Machine;
using Elbo.Training.Runs;

namespace Elbo.Runs.Evaluations;

/// <summary>What figures were measured on, so that they can be had again or distrusted for a reason.</summary>
public static class Provenance
{
    /// <summary>Configuration, hashes of weights and data, versions and machine, command and date.</summary>
    /// <param name="seed">Of the evaluation's draws.</param>
    public static JsonObject Of(RunDirectory run, WeightsKind weights, IDataset data, ulong seed)
    {
        var environment = (JsonObject)JsonNode.Parse(RunEnvironment.Describe())!;
        environment.Remove("started");
        var provenance = new JsonObject
        {
            ["command"] = CommandLine,
            ["date"] = DateTime.UtcNow.ToString("u", CultureInfo.InvariantCulture),
            ["seed"] = seed,
            ["weights"] = weights.ToString().ToLowerInvariant(),
            ["weights_sha256"] = WeightsHash(run, weights),
            ["data_sha256"] = data.Fingerprint,
            ["config"] = ConfigReader.ReadFile(Path.Combine(run.Path, "config.json")),
            ["build"] = BuildIdentity.Here,
            ["environment"] = environment,
        };
        if (RunChanges.Of(run) is { Count: > 0 } changes) provenance["changes"] = new JsonArray([.. changes.Select(c => c.DeepClone())]);
        return provenance;
    }

    /// <summary>SHA-256 of the weights that <see cref="RunDirectory.LoadModel"/> loads.</summary>
    public static string WeightsHash(RunDirectory run, WeightsKind weights = WeightsKind.Last)
    {
        using var stream = File.OpenRead(run.FindWeights(weights));
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    /// <summary>What was typed, as it can be typed again: words with blanks in quotes.</summary>
    public static string CommandLine =>
        string.Join(' ', Environment.GetCommandLineArgs().Skip(1).Select(TypedCommand.Quoted).Prepend("elbo"));
}
