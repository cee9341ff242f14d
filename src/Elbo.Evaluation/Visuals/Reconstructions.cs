using Elbo.Data;
using Elbo.Evaluation.Images;
using Elbo.Models;
using Elbo.Torch;

namespace Elbo.Evaluation.Visuals;

/// <summary>Examples of a split above what the model makes of them.</summary>
public static class Reconstructions
{
    /// <summary>Inputs and what the model makes of them, both [count, D].</summary>
    public static (Tensor Inputs, Tensor Outputs) Compute(IReconstructor model, IDataset data, Split split, int count)
    {
        using var off = Gradients.Off();
        using var scope = TensorScope.Enter();
        if (!new OrderedBatches(data, split, Math.Max(count, 1), count).TryNext(out var batch)) throw new InvalidOperationException($"{data.Info.Id} has no example in its {split.ToString().ToLowerInvariant()} split");
        var outputs = model.Reconstruct(batch);
        return scope.Keep((batch.X, outputs));
    }

    /// <summary>As an image.</summary>
    public static Raster Draw(IReconstructor model, IDataset data, Split split, int count, IExampleForm shape, int columns = 10)
    {
        using var scope = TensorScope.Enter();
        var (inputs, outputs) = Compute(model, data, split, count);
        return shape.Pairs(inputs, outputs, columns);
    }
}
