using Elbo.Data;
using Elbo.Models;
using Elbo.Torch;

namespace Elbo.Evaluation.Latents;

/// <summary>Which dimensions of the code a model uses: A_u = Var_x(E_q[z_u | x]) above a threshold (Burda et al. 2016, §5).</summary>
/// <param name="Variances">A_u of each dimension.</param>
/// <param name="Threshold">Above it a unit is active.</param>
public sealed record ActiveUnits(IReadOnlyList<double> Variances, double Threshold)
{
    /// <summary>The paper's threshold.</summary>
    public const double DefaultThreshold = 0.01;

    /// <summary>Number of active units.</summary>
    public int Count => Variances.Count(v => v > Threshold);

    /// <summary>Measures over the examples of a split (population variance of the posterior means).</summary>
    /// <param name="limit">At most this many examples, from the first.</param>
    public static ActiveUnits Measure(IEncoder model, IDataset data, Split split, int limit = int.MaxValue, double threshold = DefaultThreshold)
    {
        using var off = Gradients.Off();
        using var outer = TensorScope.Enter();
        var sum = Tensor.Zeros([model.LatentSize], DType.F64);
        var squares = Tensor.Zeros([model.LatentSize], DType.F64);
        var batches = new OrderedBatches(data, split, 1000, limit);
        batches.ForEach(batch =>
        {
            var mean = model.Encode(batch).To(DType.F64);
            sum.AddInPlace(mean.Sum([0]));
            squares.AddInPlace(mean.Square().Sum([0]));
        });
        if (batches.Count == 0) return new([], threshold);
        var average = sum / (double)batches.Count;
        return new((squares / (double)batches.Count - average.Square()).ToArray<double>(), threshold);
    }
}
