using Elbo.Torch;

namespace Elbo.Models;

/// <summary>One evaluation of a model: its noise, the step it belongs to, and what is said on the way.</summary>
/// <param name="step">Noise and schedule.</param>
public sealed class Pass(StepContext step)
{
    private readonly List<LossTerm> terms = [];

    /// <summary>The step it belongs to.</summary>
    public StepContext Step { get; } = step;

    /// <summary>Every random number comes from here.</summary>
    public NoiseStream Noise => Step.Noise;

    /// <summary>Whether the objective adds what the draws of a rejection sampler leave out of a gradient (<see cref="Probability.Drawn.Correction"/>); one that does not is refused such draws.</summary>
    internal bool AddsScores { get; init; }

    /// <summary>Figures worth a log, and terms that parts of the model want added to the objective: those with a weight.</summary>
    public IReadOnlyList<LossTerm> Terms => terms;

    /// <summary>Adds a figure, or with a weight a term of the objective [B].</summary>
    public void Note(LossTerm term) => terms.Add(term);

    /// <summary>An objective [B] with the weighted terms that parts have added.</summary>
    public Tensor Added(Tensor objective)
    {
        foreach (var term in terms)
            if (term.Weight is { } weight and not 0) objective += term.Values * weight;
        return objective;
    }
}
