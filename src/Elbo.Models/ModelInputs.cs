using Elbo.Data;
using Elbo.Models.Likelihoods;
using Elbo.Torch;

namespace Elbo.Models;

/// <summary>What a model is built from besides its configuration.</summary>
/// <param name="Schema">Of the data it models.</param>
/// <param name="Initialisation">Draws the starting weights.</param>
public sealed record ModelInputs(DataSchema Schema, Generator Initialisation)
{
    /// <summary>For a model of real numbers of one shape, with nothing known beside them.</summary>
    /// <param name="shape">Of one example, e.g. [1, 28, 28].</param>
    /// <param name="initialisation">Draws the starting weights.</param>
    /// <param name="trainingExamples">N; 0 where it is not known.</param>
    public ModelInputs(IReadOnlyList<int> shape, Generator initialisation, int trainingExamples = 0)
        : this(DataSchema.OfShape(shape) with { TrainingExamples = trainingExamples }, initialisation)
    {
    }

    /// <summary>What the training examples say; null when weights are loaded next.</summary>
    public TrainingStatistics? Statistics { get; init; }

    /// <summary>Sizes of one example, e.g. [1, 28, 28].</summary>
    /// <exception cref="DataException">They differ from example to example.</exception>
    public IReadOnlyList<int> Shape => Schema.Shape;

    /// <summary>Numbers in one example.</summary>
    public int Dimensions => Shape.Aggregate(1, (product, size) => checked(product * size));

    /// <summary>What is known about every example beside x, for models that are conditioned on some of it.</summary>
    public IReadOnlyList<Factor> Factors
    {
        get => Schema.Factors;
        init => Schema = Schema with { Factors = value };
    }

    /// <summary>N, over which a prior on the weights is spread; null where it is not known.</summary>
    public int? TrainingExamples => Schema.TrainingExamples > 0 ? Schema.TrainingExamples : null;

    /// <summary>Mean of each dimension over the training data [D] F32, for output biases; null when weights are loaded next. The first model that asks for it has the data read.</summary>
    public Tensor? Mean => Statistics?.Mean();

    /// <summary>How the training data spreads, at which the spread of p(x | z) starts and by which it is bounded; null as <see cref="Mean"/>, and where only the mean is known.</summary>
    internal DataSpread? Spread => Statistics?.Deviation() is { } own ? DataSpread.Of(own, oneScale: Shape.Count > 1 || Schema.SampleRate is not null) : null;

    /// <summary>The same for a model of the parts that examples consist of along their first axis, such as the frames of a video.</summary>
    public ModelInputs OfParts()
    {
        var count = Shape[0];
        return this with
        {
            Schema = Schema with { Fields = [Field.Values([.. Shape.Skip(1)])], Factors = [], TrainingExamples = checked(Schema.TrainingExamples * count) },
            Statistics = Statistics?.OfParts(count),
        };
    }
}
