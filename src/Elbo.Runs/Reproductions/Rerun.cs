using Elbo.Runs.Recipes;
using Elbo.Runs.Sessions;
using Elbo.Training.Runs;

namespace Elbo.Runs.Reproductions;

/// <summary>A kept result beside the same preset trained and measured now.</summary>
/// <param name="Kept">As the file has it.</param>
/// <param name="Now">Measured by this build.</param>
public sealed record Rerun(Reproduction Kept, Reproduction Now)
{
    /// <summary>
    /// Figures with a standard error that differ by more than it. Both are means over the same examples under the same draws, so what sets them apart is
    /// the training alone: its rounding where the code is the same, which is well within.
    /// </summary>
    public IReadOnlyList<(MeasuredFigure Kept, MeasuredFigure Now)> Off => [.. Pairs.Where(p => p.Kept.Se is { } se && !(Math.Abs(p.Now.Value - p.Kept.Value) <= se))];

    /// <summary>Figures that both have.</summary>
    public IEnumerable<(MeasuredFigure Kept, MeasuredFigure Now)> Pairs => Kept.Figures.Join(Now.Figures, f => f.Name, f => f.Name, (kept, now) => (kept, now));

    /// <summary>Whether the weights came out byte for byte.</summary>
    public bool HasSameWeights => Kept.WeightsSha256 == Now.WeightsSha256;

    /// <summary>Why the result is stale by what was measured now; empty where it holds.</summary>
    public IEnumerable<string> Reasons()
    {
        foreach (var (kept, now) in Off) yield return FormattableString.Invariant($"{kept.Name} was {kept.Value:0.####} ± {kept.Se:0.####} and is {now.Value:0.####} now");
        if (Kept.Evidence is not { } then || Now.Evidence is not { } here) yield break;
        if (then.DataSha256 != here.DataSha256) yield return $"the data were others: {then.DataSha256[..12]}… and now {here.DataSha256[..12]}…";
        if (then.TrainingExamples != here.TrainingExamples) yield return $"trained on {then.TrainingExamples} examples then and {here.TrainingExamples} now";
        if (then.EvaluatedExamples != here.EvaluatedExamples) yield return $"measured on {then.EvaluatedExamples} examples then and {here.EvaluatedExamples} now";
    }

    /// <summary>Trains a result's preset anew in a folder and measures it. Null when interrupted.</summary>
    /// <param name="folder">New; it is the caller's to remove.</param>
    /// <exception cref="CommandException">The preset cannot be measured any more.</exception>
    public static Rerun? Of(Reproduction kept, string folder, Torch.Device device, ISession session)
    {
        var recipe = Presets.Recipe(kept.Preset);
        var protocol = recipe.Evaluation ?? throw new CommandException($"preset {kept.Preset} has no \"evaluation\" section that says how it is measured");
        var config = RunSettings.Of(recipe, kept.Seed);
        using var data = TrainingRun.OpenData(config.Data, session);
        var run = RunDirectory.Create(folder, config);
        if (!TrainingRun.Train(run, data, device, session).Complete) return null;
        return new(kept, Measurement.Take(kept.Preset, recipe, protocol, run, data, [], session));
    }
}
