using Elbo.Evaluation.Measures;
using Elbo.Models.Latents;

namespace Elbo.Evaluation.Scores;

/// <summary>What is scored, and what it is compared with.</summary>
/// <param name="Measures">Model, data and draws.</param>
public sealed record ScoreContext(MeasureContext Measures)
{
    /// <summary>A model of the same examples that knows less of what makes them what they are; null for none.</summary>
    public ILatentVariables? Background { get; init; }

    /// <summary>Mean L_K of examples that are as those trained on, nats: asked for once; null where no score needs it.</summary>
    public Lazy<double>? Typical { get; init; }
}
