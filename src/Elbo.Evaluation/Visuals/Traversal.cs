using Elbo.Data;
using Elbo.Evaluation.Images;
using Elbo.Models;
using Elbo.Torch;

namespace Elbo.Evaluation.Visuals;

/// <summary>One row per dimension of the code: it moves from −range to +range while the others keep the code of one example.</summary>
public static class Traversal
{
    /// <param name="dimensions">Which, one row each; at least one.</param>
    /// <param name="example">Index in the split of the example whose code is moved.</param>
    /// <param name="steps">Columns.</param>
    /// <param name="range">Ends of the walk, in standard deviations of the prior.</param>
    public static Raster Draw(Model model, IDataset data, Split split, ImageShape shape, IReadOnlyList<int> dimensions, long example = 0, int steps = 9, double range = 3)
    {
        using var scope = TensorScope.Enter();
        return shape.Grid(Decode(model, data, split, dimensions, example, steps, range), steps);
    }

    /// <summary>What is decoded, [dimensions · steps, …], one dimension after the other.</summary>
    /// <inheritdoc cref="Draw" path="/param"/>
    public static Tensor Decode(Model model, IDataset data, Split split, IReadOnlyList<int> dimensions, long example = 0, int steps = 9, double range = 3)
    {
        if (model.As<IEncoder>() is not { } encoder || model.As<IDecoder>() is not { } decoder) throw new InvalidOperationException($"{model.GetType().Name} cannot traverse: it does not both encode and decode");
        ArgumentOutOfRangeException.ThrowIfLessThan(dimensions.Count, 1, nameof(dimensions));
        using var off = Gradients.Off();
        var code = encoder.Encode(data.Draw(split, [example]));
        var codes = code.Repeat([(long)dimensions.Count * steps, 1]);
        var values = codes.AsWritableSpan<float>();
        var width = (int)code.Size(1);
        for (var row = 0; row < dimensions.Count; row++)
            for (var step = 0; step < steps; step++)
                values[(row * steps + step) * width + dimensions[row]] = (float)Place(step, steps, range);
        return decoder.Decode(codes);
    }

    /// <summary>Where a step stands, from −range to range.</summary>
    public static double Place(int step, int steps, double range) => steps == 1 ? 0 : -range + 2 * range * step / (steps - 1);
}
