using Elbo.Data;
using Elbo.Evaluation.Pictures;
using Elbo.Models;
using Elbo.Torch;

namespace Elbo.Evaluation.Visuals;

/// <summary>Examples of a split above what the model makes of them.</summary>
public static class Reconstructions
{
    /// <summary>Inputs and the means of p(x | z) at the posterior mean, both [count, D].</summary>
    /// <exception cref="InvalidOperationException">The model cannot encode and decode.</exception>
    public static (Tensor Inputs, Tensor Outputs) Compute(Model model, IDataset data, Split split, int count)
    {
        if (model is not (IEncoder and IDecoder)) throw new InvalidOperationException($"{model.GetType().Name} cannot reconstruct: it does not both encode and decode");
        using var off = Gradients.Off();
        using var scope = TensorScope.Enter();
        if (!new OrderedBatches(data, split, Math.Max(count, 1), count).TryNext(out var batch)) throw new InvalidOperationException($"{data.Info.Id} has no example in its {split.ToString().ToLowerInvariant()} split");
        var outputs = ((IDecoder)model).Decode(((IEncoder)model).Encode(batch));
        return scope.Keep((batch.X, outputs));
    }

    /// <summary>As a picture.</summary>
    public static Raster Draw(Model model, IDataset data, Split split, int count, PictureShape shape, int columns = 10)
    {
        using var scope = TensorScope.Enter();
        var (inputs, outputs) = Compute(model, data, split, count);
        return shape.Pairs(inputs, outputs, columns);
    }
}
