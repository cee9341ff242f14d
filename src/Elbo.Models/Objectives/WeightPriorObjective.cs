using Elbo.Data;
using Elbo.Models.Latents;
using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models.Objectives;

/// <summary>
/// Adds a prior N(0, I) on the parameters of a module. It counts once for the whole data, so each of N examples bears an N-th of it (Kingma
/// &amp; Welling 2014, §5): adding all of it to every example would regularise N times too much. Term <c>weight_prior</c>, ‖θ‖²/2N nats without
/// the constant ½ P log 2π.
/// </summary>
/// <param name="objective">What it is added to.</param>
/// <param name="module">Borrowed.</param>
/// <param name="trainingExamples">N; null where it is not known, and no objective can be taken.</param>
public sealed class WeightPriorObjective(IObjective objective, Module module, int? trainingExamples) : IObjective
{
    /// <inheritdoc/>
    public IReadOnlyList<(string Name, Module Part)> Parts => objective.Parts;

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">The objective has several updates.</exception>
    public IReadOnlyList<Update> Updates(ILatentVariables model, IReadOnlyList<string> parts) =>
        objective.Updates(model, parts) is { Count: 0 } none ? none : throw new NotSupportedException("a weight prior goes with an objective of one update");

    /// <inheritdoc/>
    public object? Capability => objective.Capability;

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">N is not known.</exception>
    public LossTerms Of(ILatentVariables model, Batch x, StepContext step)
    {
        var loss = objective.Of(model, x, step);
        var prior = PerExample(x.Count);
        return loss with { Objective = loss.Objective + prior, Terms = [.. loss.Terms, new("weight_prior", prior, Weight: 1)] };
    }

    private Tensor PerExample(int count)
    {
        var examples = trainingExamples
            ?? throw new InvalidOperationException($"weightPrior needs the number of training examples; build the model with {nameof(ModelInputs)}.{nameof(ModelInputs.TrainingExamples)}");
        Tensor? squares = null;
        foreach (var parameter in module.Parameters())
        {
            var flat = parameter.View([-1]);
            var square = flat.Dot(flat);
            squares = squares is null ? square : squares + square;
        }
        return (squares! * (0.5 / examples)).Expand([count]);
    }
}
