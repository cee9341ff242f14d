using Elbo.Data;

namespace Elbo.Models;

/// <summary>One of the moves that make up a training step: an objective, and the parts that one optimizer moves by its gradient.</summary>
/// <param name="Name">Lower case, e.g. <c>discriminator</c>: of its optimizer's file in a checkpoint, and in front of its objective in logs.</param>
/// <param name="Parts">Children of the model that it moves; empty means the whole model. Whatever else its gradient reaches stays where it is.</param>
/// <param name="Loss">What it minimises.</param>
public sealed record Update(string Name, IReadOnlyList<string> Parts, Func<Batch, StepContext, LossTerms> Loss)
{
    /// <summary>Learning rate of its optimizer where it is not the training's; the schedule scales it alike.</summary>
    public double? LearningRate { get; init; }

    /// <summary>Decay of its first moment where it is not the training's.</summary>
    public double? Beta1 { get; init; }

    /// <summary>Decay of its second moment where it is not the training's.</summary>
    public double? Beta2 { get; init; }

    /// <summary>Whether it moves a parameter of the model.</summary>
    /// <param name="name">Its full name, e.g. <c>encoder.conv_1.weight</c>.</param>
    public bool Moves(string name) => Parts.Count == 0 || Parts.Any(part => name.StartsWith(part + ".", StringComparison.Ordinal));
}

/// <summary>A model whose step is several updates, such as an adversarial pair.</summary>
public interface IUpdates
{
    /// <summary>In the order of a step; the objective of the first is what logs call <c>objective</c>.</summary>
    IReadOnlyList<Update> Updates { get; }
}

/// <summary>Those that an objective asks for, as a model offers them.</summary>
internal sealed record UpdateList(IReadOnlyList<Update> Updates) : IUpdates;
