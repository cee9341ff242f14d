using Elbo.Evaluation.Images;
using Elbo.Torch;

namespace Elbo.Evaluation.Visuals;

/// <summary>How rows of a data set are drawn for a person to look at.</summary>
public interface IExampleForm
{
    /// <summary>The rows of <paramref name="examples"/> [N, D].</summary>
    /// <param name="columns">Examples side by side; 0 lets the form choose.</param>
    Raster Grid(Tensor examples, int columns = 0);

    /// <summary>Each row of <paramref name="upper"/> above the same row of <paramref name="lower"/>, both [N, D].</summary>
    Raster Pairs(Tensor upper, Tensor lower, int columns = 0);
}

/// <summary>Chooses the form of a data set.</summary>
public static class ExampleForms
{
    /// <param name="shape">Of one example.</param>
    /// <param name="sampleRate">Of audio; null for other data.</param>
    /// <returns>Null for data that nothing is known to draw of.</returns>
    public static IExampleForm? Of(IReadOnlyList<int> shape, int? sampleRate) =>
        sampleRate is { } rate && shape is [var length] ? new AudioShape(length, rate) : ImageShape.Of(shape);
}
