using Elbo.Data;
using Elbo.Models;
using Elbo.Torch;

namespace Elbo.Evaluation.Latents;

/// <summary>Which dimensions of the code a model uses: A_u = Var_x(E_q[z_u | x]) above a threshold (Burda et al. 2016, §5).</summary>
/// <param name="Variances">A_u of each dimension, the layers of a code one after the other.</param>
/// <param name="Threshold">Above it a unit is active.</param>
/// <param name="Layers">Sizes of the stochastic layers, lowest first; one for a plain code.</param>
public sealed record ActiveUnits(IReadOnlyList<double> Variances, double Threshold, IReadOnlyList<int> Layers)
{
    /// <summary>The paper's threshold.</summary>
    public const double DefaultThreshold = 0.01;

    /// <summary>Number of active units.</summary>
    public int Count => Variances.Count(IsActive);

    /// <summary>Number of active units of each layer.</summary>
    public IReadOnlyList<int> CountByLayer =>
        [.. Layers.Select((size, layer) => Variances.Skip(Layers.Take(layer).Sum()).Take(size).Count(IsActive))];

    /// <summary>As the paper's tables write it: <c>19</c>, or <c>16+5</c> for two layers.</summary>
    public override string ToString() => string.Join('+', CountByLayer);

    /// <summary>
    /// Measures over the examples of a split (population variance of the posterior means). The layers above the first take the mean
    /// given one draw of the layer below, as the authors' code does.
    /// </summary>
    /// <param name="limit">At most this many examples, from the first.</param>
    /// <param name="seed">Of the draws of a layered code; nothing is drawn for a plain one.</param>
    public static ActiveUnits Measure(IEncoder model, IDataset data, Split split, int limit = int.MaxValue, double threshold = DefaultThreshold, ulong seed = 1)
    {
        using var off = Gradients.Off();
        using var outer = TensorScope.Enter();
        var layered = model as ILayeredEncoder;
        var noise = new NoiseStream(new SeedStreams(seed).Seed("active-units"));
        var sum = Tensor.Zeros([model.LatentSize], DType.F64);
        var squares = Tensor.Zeros([model.LatentSize], DType.F64);
        var batches = new OrderedBatches(data, split, 1000, limit);
        batches.ForEach(batch =>
        {
            var mean = (layered is null ? model.Encode(batch) : layered.EncodeSampled(batch, noise)).To(DType.F64);
            sum.AddInPlace(mean.Sum([0]));
            squares.AddInPlace(mean.Square().Sum([0]));
        });
        IReadOnlyList<int> layers = layered?.LayerSizes ?? [model.LatentSize];
        if (batches.Count == 0) return new([], threshold, layers);
        var average = sum / (double)batches.Count;
        return new((squares / (double)batches.Count - average.Square()).ToArray<double>(), threshold, layers);
    }

    private bool IsActive(double variance) => variance > Threshold;
}
