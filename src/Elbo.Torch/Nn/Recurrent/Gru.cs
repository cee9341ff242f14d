namespace Elbo.Torch.Nn;

/// <summary>
/// Gated recurrent unit with gates in PyTorch's order r, z, n: n = tanh(W x + b + r·(U h + c)), h′ = (1 − z)·n + z·h. Cho et al. 2014, with
/// the reset gate after the product. Parameters as in <see cref="RecurrentLayer"/> with G = 3.
/// </summary>
/// <param name="inputs">Size of an element of the sequence.</param>
/// <param name="hidden">H.</param>
/// <param name="generator">Draws the start.</param>
/// <param name="layers">Layers one on the other.</param>
/// <param name="bias">Whether the biases are there.</param>
/// <param name="bidirectional">Also run backwards; the outputs of both directions stand side by side.</param>
/// <param name="batchFirst">Sequences are <c>[B, T, in]</c> rather than <c>[T, B, in]</c>; states stay as they are.</param>
public sealed class Gru(long inputs, long hidden, Generator generator, int layers = 1, bool bias = true, bool bidirectional = false,
    bool batchFirst = false, DType dtype = DType.F32)
    : RecurrentLayer(3, inputs, hidden, generator, layers, bias, bidirectional, batchFirst, dtype)
{
    /// <summary>Runs over a whole sequence.</summary>
    /// <param name="x"><c>[T, B, in]</c>, or <c>[B, T, in]</c> when batch first.</param>
    /// <param name="h0"><c>[layers·directions, B, H]</c>; left out: 0.</param>
    /// <returns>The last layer's h at every time, <c>[T, B, directions·H]</c> (or batch first), and h after the last step.</returns>
    public (Tensor Y, Tensor H) Forward(Tensor x, Tensor? h0 = null) =>
        x.Gru(StateOr0(h0, x, nameof(h0)), Weights, HasBias, Layers, 0, IsTraining, IsBidirectional, IsBatchFirst);
}
