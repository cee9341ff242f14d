using System.Text.Json.Nodes;
using Elbo.Data;
using Elbo.Evaluation.Measures;
using Elbo.Training.Runs;
using Elbo.Training.Warnings;

namespace Elbo.Runs.Reports;

/// <summary>What a figure of a run is of. Figures that differ in it say nothing about which run is better.</summary>
/// <param name="Data">The data set with all that decides its examples.</param>
/// <param name="Examples">How many were measured over.</param>
/// <param name="Likelihood">What the nats are of; null for a figure that is not of a likelihood.</param>
/// <param name="Samples">K of an importance-weighted bound; null for other figures.</param>
/// <param name="Objective">What was minimised; null for a figure of an evaluation.</param>
internal sealed record Likeness(string Data, string? Examples = null, string? Likelihood = null, string? Samples = null, string? Objective = null)
{
    // What is held out decides nothing of the test split, and memory nothing at all.
    private static readonly string[] heldOut = ["validation", "validationSeed"], never = ["memoryBudget"];

    /// <summary>Of an objective that was logged in training.</summary>
    public static Likeness OfTraining(RunDirectory run) =>
        new(DataOf(run, Split.Train, null), Likelihood: new ModelKeys(run.Config.ModelSettings).ValueOf("likelihood")?.ToString(), Objective: run.Config.Model);

    /// <summary>Of a figure of an evaluation.</summary>
    public static Likeness OfEvaluation(RunDirectory run, Split split, JsonObject? evaluation, FigureKind? kind) => new(
        DataOf(run, split, evaluation),
        evaluation?["examples"]?.ToString(),
        kind is not null && kind != BoundMeasure.Kl && kind.Unit is "nats" or "bits" or "words" && kind.Section is null ? evaluation?["likelihood"]?.ToString() : null,
        kind is not null && (kind == IwaeMeasure.Effective || kind.Name.Contains("nll", StringComparison.Ordinal)) ? evaluation?["samples"]?.ToString() : null);

    /// <summary>In which of its parts some differ, and what it is there.</summary>
    public string Difference(IReadOnlyCollection<Likeness> all)
    {
        List<string> parts = [];
        if (Differs(l => l.Data)) parts.Add(Differs(l => l.ShortName) ? ShortName : Differs(l => l.Id) ? Id : "its data");
        if (Differs(l => l.Examples)) parts.Add($"{Examples} examples");
        if (Differs(l => l.Likelihood)) parts.Add(Likelihood ?? "another likelihood");
        if (Differs(l => l.Samples)) parts.Add($"K = {Samples}");
        if (Differs(l => l.Objective)) parts.Add(Objective!);
        return string.Join(", ", parts);

        bool Differs(Func<Likeness, string?> part) => all.Select(part).Distinct().Count() > 1;
    }

    private string Id => JsonNode.Parse(Data)!["id"]!.ToString();

    private string ShortName => Path.IsPathRooted(Id) ? Path.GetFileName(Path.TrimEndingDirectorySeparator(Id)) : Id;

    private static string DataOf(RunDirectory run, Split split, JsonObject? evaluation)
    {
        var data = (JsonObject)run.Config.ToJson()["data"]!.DeepClone();
        foreach (var key in split == Split.Test ? [.. heldOut, .. never] : never) data.Remove(key);
        // A file may have changed under its name.
        if (Path.IsPathRooted(run.Config.Data.Id)) data["sha256"] = evaluation is null ? RunData.Find(run)?.Fingerprint : evaluation["provenance"]?["data_sha256"]?.ToString();
        return data.ToJsonString();
    }
}
