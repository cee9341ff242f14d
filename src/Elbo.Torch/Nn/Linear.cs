using Elbo.Torch.Fused;

namespace Elbo.Torch.Nn;

/// <summary>y = x·Wᵀ + b, on the last axis: <c>[…, in]</c> to <c>[…, out]</c>. Parameters <c>weight</c> <c>[out, in]</c> and <c>bias</c> <c>[out]</c>.</summary>
public sealed class Linear : Layer
{
    /// <param name="inputs">Size of the last axis of the input, at least 1.</param>
    /// <param name="outputs">Size of the last axis of the output, at least 1.</param>
    /// <param name="generator">Draws the start.</param>
    /// <param name="bias">Whether b is there.</param>
    /// <param name="weightInit">Start of W; left out: U(±1/√in).</param>
    /// <param name="biasInit">Start of b; left out: U(±1/√in).</param>
    public Linear(long inputs, long outputs, Generator generator, bool bias = true, Initialiser? weightInit = null, Initialiser? biasInit = null,
        DType dtype = DType.F32)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(outputs, 1);
        using var scope = TensorScope.Enter();
        Weight = Param("weight", Tensor.Empty([outputs, inputs], dtype, generator.Device));
        (weightInit ?? Initialisers.TorchWeight)(Weight, generator);
        if (!bias) return;
        Bias = Param("bias", Tensor.Empty([outputs], dtype, generator.Device));
        (biasInit ?? Initialisers.TorchBias(Weight))(Bias, generator);
    }

    /// <summary>W, <c>[out, in]</c>.</summary>
    public Tensor Weight { get; }

    /// <summary>b, <c>[out]</c>; null when there is none.</summary>
    public Tensor? Bias { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Products.Linear(x, Weight, Bias);
}
