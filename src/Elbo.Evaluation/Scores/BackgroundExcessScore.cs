using Elbo.Evaluation.Likelihood;

namespace Elbo.Evaluation.Scores;

/// <summary>
/// L_K under a background model less L_K under the model: minus the log-likelihood ratio of Ren et al. 2019, arXiv 1906.02845, eq. 2. What both find unlikely, as the background of an image,
/// cancels; the background model is trained on perturbed examples, or on any other ones.
/// </summary>
internal sealed class BackgroundExcessScore : IExampleScore
{
    public string Id => ScoreCatalog.Background;

    public string Summary => "iwae under the run of --background less iwae: what is strange beyond what that run finds strange too (Ren 2019)";

    public bool HighIsStrange => true;

    public bool IsUsual => true;

    public string? Unfit(ScoreContext context) => context.Background is null ? "it needs a second run, --background RUN" : null;

    public IReadOnlyList<double> Take(ScoreContext context)
    {
        var measures = context.Measures;
        var own = measures.Importance().PerExample;
        var other = IwaeEvaluator.Evaluate(context.Background!, measures.Data, measures.Split, measures.Samples, measures.Limit, measures.Seed, progress: measures.Progress, cancel: measures.Cancel).PerExample;
        return [.. other.Zip(own, (background, bound) => background - bound)];
    }
}
