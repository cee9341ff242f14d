namespace Elbo.Torch.Nn;

/// <summary>
/// Masks that make a stack of <see cref="MaskedLinear"/> autoregressive. Each input and unit has a degree; a unit sees what has at most its
/// degree, an output of a feature sees units of a lower degree than the feature's. Germain et al. 2015, eq. 12 and 13.
/// </summary>
public static class MadeMasks
{
    /// <summary>
    /// The masks of a network from <paramref name="features"/> inputs over hidden layers to <paramref name="outputsPerFeature"/> numbers for
    /// each feature. Degrees of hidden units are spread evenly, not drawn.
    /// </summary>
    /// <param name="features">D ≥ 1.</param>
    /// <param name="hidden">Units of each hidden layer, first to last.</param>
    /// <param name="outputsPerFeature">The output is <c>[D·outputsPerFeature]</c>, feature by feature.</param>
    /// <param name="order">A permutation of 1 … D: the place of each feature in the autoregressive order. Left out: 1, 2, …, D.</param>
    /// <returns>One f32 mask <c>[out, in]</c> per layer, in the current scope.</returns>
    public static Tensor[] Network(int features, ReadOnlySpan<int> hidden, int outputsPerFeature, ReadOnlySpan<int> order = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(features, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(outputsPerFeature, 1);
        int[] places = order.IsEmpty ? [.. Enumerable.Range(1, features)] : order.ToArray();
        if (!places.Order().SequenceEqual(Enumerable.Range(1, features))) throw new ArgumentException($"the order must be a permutation of 1 … {features}", nameof(order));
        var masks = new Tensor[hidden.Length + 1];
        var below = places;
        for (var layer = 0; layer < hidden.Length; layer++)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(hidden[layer], 1, nameof(hidden));
            var least = Math.Min(below.Min(), features - 1);
            var degrees = new int[hidden[layer]];
            for (var unit = 0; unit < degrees.Length; unit++)
                degrees[unit] = Math.Max(least, (int)Math.Ceiling((unit + 1) * (features - 1) / (double)(degrees.Length + 1)));
            masks[layer] = Mask(degrees, below, (to, from) => to >= from);
            below = degrees;
        }
        var outputs = places.SelectMany(place => Enumerable.Repeat(place, outputsPerFeature)).ToArray();
        masks[^1] = Mask(outputs, below, (to, from) => to > from);
        return masks;
    }

    /// <summary>
    /// A lower triangular mask in blocks, <c>[out, in]</c>: block k of the outputs sees the blocks of inputs up to k, or when
    /// <paramref name="exclusive"/> those before it. What does not divide evenly is seen by nobody.
    /// </summary>
    public static Tensor Blocks(int blocks, int inputs, int outputs, bool exclusive)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(blocks, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(inputs, blocks);
        ArgumentOutOfRangeException.ThrowIfLessThan(outputs, blocks);
        var (wide, high) = (inputs / blocks, outputs / blocks);
        var from = Enumerable.Range(0, inputs).Select(i => i / wide < blocks ? i / wide : int.MaxValue).ToArray();
        var to = Enumerable.Range(0, outputs).Select(o => o / high).ToArray();
        return Mask(to, from, (o, i) => exclusive ? o > i : o >= i);
    }

    private static Tensor Mask(int[] to, int[] from, Func<int, int, bool> sees)
    {
        var mask = new float[to.Length * from.Length];
        for (var o = 0; o < to.Length; o++)
            for (var i = 0; i < from.Length; i++)
                mask[(o * from.Length) + i] = sees(to[o], from[i]) ? 1 : 0;
        return Tensor.From(mask, to.Length, from.Length);
    }
}
