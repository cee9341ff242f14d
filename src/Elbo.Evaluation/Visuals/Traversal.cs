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
        if (model.As<IEncoder>() is not { } encoder || model.As<IDecoder>() is not { } decoder) throw new InvalidOperationException($"{model.GetType().Name} cannot traverse: it does not both encode and decode");
        ArgumentOutOfRangeException.ThrowIfLessThan(dimensions.Count, 1, nameof(dimensions));
        using var off = Gradients.Off();
        using var scope = TensorScope.Enter();
        var code = encoder.Encode(data.Draw(split, [example]));
        var codes = code.Repeat([(long)dimensions.Count * steps, 1]);
        var values = codes.AsWritableSpan<float>();
        var width = (int)code.Size(1);
        for (var row = 0; row < dimensions.Count; row++)
            for (var step = 0; step < steps; step++)
                values[(row * steps + step) * width + dimensions[row]] = (float)(steps == 1 ? 0 : -range + 2 * range * step / (steps - 1));
        return shape.Grid(decoder.Decode(codes), steps);
    }
}
