using Elbo.Data;
using Elbo.Torch;

namespace Elbo.Models;

/// <summary>What a model is built from besides its configuration.</summary>
/// <param name="Shape">Shape of one example, e.g. [1, 28, 28].</param>
/// <param name="Initialisation">Draws the starting weights.</param>
/// <param name="Mean">Mean of each dimension over the training data [D], for output biases; null when weights are loaded next.</param>
/// <param name="TrainingExamples">N, over which a prior on the weights is spread; null when the model is not going to be trained.</param>
public sealed record ModelInputs(IReadOnlyList<int> Shape, Generator Initialisation, Tensor? Mean = null, int? TrainingExamples = null)
{
    /// <summary>What is known about every example beside x, for models that are conditioned on some of it.</summary>
    public IReadOnlyList<Factor> Factors { get; init; } = [];

    /// <summary>Numbers in one example.</summary>
    public int Dimensions => Shape.Aggregate(1, (product, size) => checked(product * size));
}
