namespace Elbo.Evaluation.Scores;

/// <summary>|L_K − E L_K|, with the mean over examples that are as those trained on: examples far more likely than usual are strange as well (Nalisnick et al. 2019, arXiv 1906.02994, §3 with sets of one example).</summary>
internal sealed class TypicalityScore : IExampleScore
{
    public string Id => "typicality";

    public string Summary => "distance of iwae from its mean over held-out examples, else training ones: too likely is strange too (Nalisnick 2019)";

    public bool HighIsStrange => true;

    public bool IsUsual => false;

    public string? Unfit(ScoreContext context) => context.Typical is null ? "the mean over the run's own examples is not known" : null;

    public IReadOnlyList<double> Take(ScoreContext context) => [.. context.Measures.Importance().PerExample.Select(bound => Math.Abs(bound - context.Typical!.Value))];
}
