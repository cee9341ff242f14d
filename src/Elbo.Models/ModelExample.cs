using Elbo.Data;
using Elbo.Torch;

namespace Elbo.Models;

/// <summary>The kind of data a model takes, at a small size.</summary>
/// <param name="Shape">Of one example.</param>
public sealed record ModelExample(IReadOnlyList<int> Shape)
{
    /// <summary>Grey images of 28 × 28.</summary>
    public static ModelExample Image { get; } = new([1, 28, 28]);

    /// <summary>What is known beside x.</summary>
    public IReadOnlyList<Factor> Factors { get; init; } = [];

    /// <summary>What a model for such data is built from.</summary>
    public ModelInputs Inputs(Generator initialisation) => new(Shape, initialisation, TrainingExamples: 1) { Factors = Factors };
}
