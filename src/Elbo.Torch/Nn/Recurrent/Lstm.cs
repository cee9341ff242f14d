namespace Elbo.Torch.Nn;

/// <summary>
/// Long short-term memory with gates in PyTorch's order i, f, g, o: c′ = σ(f)·c + σ(i)·tanh(g), h′ = σ(o)·tanh(c′). Hochreiter and
/// Schmidhuber 1997, with the forget gate of Gers et al. 2000. Parameters as in <see cref="RecurrentLayer"/> with G = 4.
/// </summary>
/// <param name="inputs">Size of an element of the sequence.</param>
/// <param name="hidden">H.</param>
/// <param name="generator">Draws the start.</param>
/// <param name="layers">Layers one on the other.</param>
/// <param name="bias">Whether the biases are there.</param>
/// <param name="bidirectional">Also run backwards; the outputs of both directions stand side by side.</param>
/// <param name="batchFirst">Sequences are <c>[B, T, in]</c> rather than <c>[T, B, in]</c>; states stay as they are.</param>
public sealed class Lstm(long inputs, long hidden, Generator generator, int layers = 1, bool bias = true, bool bidirectional = false,
    bool batchFirst = false, DType dtype = DType.F32)
    : RecurrentLayer(4, inputs, hidden, generator, layers, bias, bidirectional, batchFirst, dtype)
{
    /// <summary>Runs over a whole sequence.</summary>
    /// <param name="x"><c>[T, B, in]</c>, or <c>[B, T, in]</c> when batch first.</param>
    /// <param name="h0"><c>[layers·directions, B, H]</c>; left out: 0.</param>
    /// <param name="c0">As <paramref name="h0"/>; both or none.</param>
    /// <returns>The last layer's h at every time, <c>[T, B, directions·H]</c> (or batch first), and h and c after the last step.</returns>
    public (Tensor Y, Tensor H, Tensor C) Forward(Tensor x, Tensor? h0 = null, Tensor? c0 = null)
    {
        if (h0 is null != c0 is null) throw new ArgumentException("give both h0 and c0, or neither");
        return x.Lstm([StateOr0(h0, x, nameof(h0)), StateOr0(c0, x, nameof(c0))], Weights, HasBias, Layers, 0, IsTraining, IsBidirectional, IsBatchFirst);
    }
}
