using Elbo.Torch.Fused;

namespace Elbo.Torch.Nn;

/// <summary>y = g·(v/‖v‖)·x + b on the last axis: <c>[…, in]</c> to <c>[…, out]</c>; see <see cref="WeightNormLayer"/>.</summary>
/// <param name="inputs">Size of the last axis of the input, at least 1.</param>
/// <param name="outputs">Size of the last axis of the output, at least 1.</param>
/// <param name="generator">Draws the start.</param>
/// <param name="weightInit">Start of v; left out: U(±1/√in). The paper draws N(0, 0.05²).</param>
public sealed class WeightNormLinear(long inputs, long outputs, Generator generator, Initialiser? weightInit = null, DType dtype = DType.F32)
    : WeightNormLayer([AtLeastOne(outputs), AtLeastOne(inputs)], generator, weightInit, dtype)
{
    private protected override Tensor Apply(Tensor x, Tensor weight, Tensor? bias) => Products.Linear(x, weight, bias);

    private protected override int ChannelAxis(Tensor y) => y.Rank - 1;

    private static long AtLeastOne(long size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        return size;
    }
}
