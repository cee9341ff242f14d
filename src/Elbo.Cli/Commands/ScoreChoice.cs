using System.CommandLine;
using Elbo.Evaluation.Scores;
using Elbo.Runs.Sessions;

namespace Elbo.Cli.Commands;

/// <summary>The option <c>--scores iwae,regret</c>: what is said of each example, by name.</summary>
internal static class ScoreChoice
{
    private const string All = "all";

    /// <summary>Its value is <see cref="ScoreCatalog.All"/> itself for all, and null where it is not given.</summary>
    public static Option<IReadOnlyList<IExampleScore>?> Option()
    {
        var option = new Option<IReadOnlyList<IExampleScore>?>("--scores")
        {
            HelpName = "LIST",
            Description = $"Columns, with commas between, nats: {string.Join("; ", ScoreCatalog.All.Select(s => $"{s.Id} ({s.Summary}; {(s.HighIsStrange ? "high" : "low")} is strange)"))}; or all that fit [default: {string.Join(",", ScoreCatalog.All.Where(s => s.IsUsual).Select(s => s.Id))}, as far as they fit]",
        };
        option.CustomParser = result =>
        {
            List<IExampleScore> chosen = [];
            foreach (var name in result.Tokens[^1].Value.Split(','))
            {
                if (name == All) return ScoreCatalog.All;
                if (ScoreCatalog.All.FirstOrDefault(s => s.Id == name) is { } score) chosen.Add(score);
                else result.AddError($"--scores '{name}' is not one of {string.Join(", ", ScoreCatalog.All.Select(s => s.Id))}, {All}");
            }

            return [.. ScoreCatalog.All.Where(chosen.Contains)];
        };
        return option;
    }

    /// <summary>The scores to take.</summary>
    /// <param name="asked">As the option gives them.</param>
    /// <exception cref="UsageException">One that was named means nothing here.</exception>
    public static IReadOnlyList<IExampleScore> Fitting(IReadOnlyList<IExampleScore>? asked, ScoreContext context)
    {
        if (asked is null) return [.. ScoreCatalog.All.Where(s => s.IsUsual && s.Unfit(context) is null)];
        if (ReferenceEquals(asked, ScoreCatalog.All)) return [.. asked.Where(s => s.Unfit(context) is null)];
        return asked.FirstOrDefault(s => s.Unfit(context) is not null) is { } unfit ? throw new UsageException($"--scores {unfit.Id}: {unfit.Unfit(context)}") : asked;
    }
}
