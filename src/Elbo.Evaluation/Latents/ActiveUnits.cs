using Elbo.Data;
using Elbo.Models.Latents;
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
    public static ActiveUnits Measure(ILatentVariables model, IDataset data, Split split, int limit = int.MaxValue, double threshold = DefaultThreshold, ulong seed = 1)
    {
        using var off = Gradients.Off();
        using var outer = TensorScope.Enter();
        var noise = new NoiseStream(new SeedStreams(seed).Seed("active-units"));
        double[] sum = [], squares = [];
        int[] layers = [];
        var batches = new OrderedBatches(data, split, 1000, limit);
        batches.ForEach(batch =>
        {
            var means = Means(model, batch, noise);
            if (sum.Length == 0)
            {
                layers = [.. means.Select(m => checked((int)m.Size(1)))];
                (sum, squares) = (new double[layers.Sum()], new double[layers.Sum()]);
            }
            var at = 0;
            foreach (var mean in means)
            {
                Add(sum, at, mean.Sum([0]));
                Add(squares, at, mean.Square().Sum([0]));
                at += (int)mean.Size(1);
            }
        });
        return new([.. sum.Zip(squares, (s, s2) => s2 / batches.Count - s / batches.Count * (s / batches.Count))], threshold, layers);
    }

    // E_q of each site given draws of those before it, [B, Z] F64; sites without a mean have no units.
    private static List<Tensor> Means(ILatentVariables model, Batch batch, NoiseStream noise)
    {
        var walk = new DrawWalk(noise, 1, batch.Count);
        model.VisitPosterior(batch, walk);
        return [.. walk.Draws.Where(d => !model.IsOfItems(d.Site) && d.Drawn.Source.DType.IsFloating()).Select(d => d.Drawn.Source.Location()).OfType<Tensor>().Select(mean => mean.To(DType.F64).Reshape([batch.Count, -1]))];
    }

    private static void Add(double[] target, int at, Tensor values)
    {
        foreach (var value in values.ToArray<double>()) target[at++] += value;
    }

    private bool IsActive(double variance) => variance > Threshold;
}
