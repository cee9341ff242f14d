using System.Globalization;
using System.Text.Json.Nodes;
using Elbo.Runs.Sessions;
using Elbo.Torch;

namespace Elbo.Runs.Reproductions;

/// <summary>What was found about a kept result: why it is stale, and what a rerun gave where there was one.</summary>
public sealed record CheckedResult(Reproduction Kept, Rerun? Rerun, IReadOnlyList<string> Reasons)
{
    /// <summary>Whether it no longer follows from the code, the preset and the data as they are.</summary>
    public bool IsStale => Reasons.Count > 0;

    /// <summary>Name of its file.</summary>
    public string File => ReproductionFile.NameOf(Kept);

    /// <summary>Looks at a result, and trains it anew where it is of one run that took at most <paramref name="minutes"/>. Null when interrupted.</summary>
    /// <param name="minutes">Below 0 trains nothing.</param>
    public static CheckedResult? Of(Reproduction kept, double minutes, Device device, ISession session)
    {
        var reasons = ResultCheck.Reasons(kept);
        // Means over seeds are no matter of minutes; a preset that is gone cannot run, and its reason says so.
        if (kept.TrainingMinutes > minutes || kept.Seeds is not null || !Recipes.Presets.Names.Contains(kept.Preset)) return new(kept, null, reasons);
        var folder = Path.Combine(Path.GetTempPath(), $"elbo-check-{Guid.NewGuid():N}");
        try
        {
            session.Progress.Note(string.Create(CultureInfo.InvariantCulture, $"{kept.Preset}: trains anew, which took {kept.TrainingMinutes:0.0} min"));
            return Rerun.Of(kept, folder, device, session) is { } rerun ? new(kept, rerun, [.. reasons, .. rerun.Reasons()]) : null;
        }
        finally
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>For a person: one line each, and how many are stale.</summary>
    public static void Write(TextWriter text, IReadOnlyList<CheckedResult> results)
    {
        foreach (var result in results)
        {
            text.WriteLine($"{result.File}  {(result.IsStale ? "stale: " + string.Join("; ", result.Reasons) : "fine")}");
            if (result.Rerun is not { } rerun) continue;
            text.WriteLine($"  {(rerun.HasSameWeights ? "the same weights again" : "other weights")}");
            foreach (var (kept, now) in rerun.Pairs)
                text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {kept.Name,-18} {kept.Value,10:0.0000} kept{(kept.Se is { } se ? $", ± {se:0.0000}" : "")}   {now.Value,10:0.0000} now   {now.Value - kept.Value:+0.0000;−0.0000;0}"));
        }
        text.WriteLine($"{results.Count(r => r.IsStale)} of {results.Count} results are stale; renew one with `elbo reproduce PRESET`");
    }

    /// <summary>Each result with its reasons and the figures of its rerun, and how many are stale.</summary>
    public static JsonObject ToJson(IReadOnlyList<CheckedResult> results) => new()
    {
        ["results"] = Json.Array(results.Select(result => (JsonNode?)new JsonObject
        {
            ["preset"] = result.Kept.Preset,
            ["seed"] = result.Kept.Seed,
            ["file"] = result.File,
            ["stale"] = result.IsStale,
            ["reasons"] = Json.Array(result.Reasons),
            ["rerun"] = result.Rerun is not { } rerun ? null : new JsonObject
            {
                ["same_weights"] = rerun.HasSameWeights,
                ["figures"] = Json.Array(rerun.Pairs.Select(p => (JsonNode?)new JsonObject { ["name"] = p.Kept.Name, ["kept"] = Json.Number(p.Kept.Value), ["se"] = p.Kept.Se is { } se ? Json.Number(se) : null, ["now"] = Json.Number(p.Now.Value) })),
            },
        })),
        ["stale"] = results.Count(r => r.IsStale),
    };
}
