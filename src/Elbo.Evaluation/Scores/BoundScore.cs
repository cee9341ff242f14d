using Elbo.Evaluation.Measures;

namespace Elbo.Evaluation.Scores;

/// <summary>A bound on log p(x) or a part of it, which every model with a bound has.</summary>
/// <param name="take">From a context in which bounds are measured once.</param>
internal sealed class BoundScore(string id, string summary, bool highIsStrange, Func<MeasureContext, IReadOnlyList<double>> take) : IExampleScore
{
    public string Id => id;

    public string Summary => summary;

    public bool HighIsStrange => highIsStrange;

    public bool IsUsual => true;

    public string? Unfit(ScoreContext context) => null;

    public IReadOnlyList<double> Take(ScoreContext context) => take(context.Measures);
}
