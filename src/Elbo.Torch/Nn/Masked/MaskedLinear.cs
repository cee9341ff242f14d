using Elbo.Torch.Fused;

namespace Elbo.Torch.Nn;

/// <summary>
/// y = x·(W ∘ M)ᵀ + b on the last axis, <c>[…, in]</c> to <c>[…, out]</c>: an output depends only on the inputs its mask row lets through.
/// Parameters <c>weight</c>, <c>bias</c>; buffer <c>mask</c>. Germain et al. 2015 (MADE), eq. 8; see <see cref="MadeMasks"/>.
/// </summary>
public sealed class MaskedLinear : Layer
{
    /// <param name="mask">M, <c>[out, in]</c> of zeros and ones; copied.</param>
    /// <param name="generator">Draws the start.</param>
    /// <param name="bias">Whether b is there.</param>
    /// <param name="weightInit">Start of W; left out: U(±1/√in).</param>
    /// <param name="biasInit">Start of b; left out: U(±1/√in).</param>
    public MaskedLinear(Tensor mask, Generator generator, bool bias = true, Initialiser? weightInit = null, Initialiser? biasInit = null, DType dtype = DType.F32)
    {
        if (mask.Rank != 2) throw new ArgumentException($"the mask of a linear layer is [out, in], not {mask}", nameof(mask));
        using var scope = TensorScope.Enter();
        Weight = Param("weight", Tensor.Empty(mask.Shape, dtype, generator.Device));
        (weightInit ?? Initialisers.TorchWeight)(Weight, generator);
        if (bias)
        {
            Bias = Param("bias", Tensor.Empty([mask.Size(0)], dtype, generator.Device));
            (biasInit ?? Initialisers.TorchBias(Weight))(Bias, generator);
        }
        Mask = Buffer("mask", mask.Detach().To(generator.Device, dtype, copy: true));
    }

    /// <summary>W, <c>[out, in]</c>.</summary>
    public Tensor Weight { get; }

    /// <summary>b, <c>[out]</c>; null when there is none.</summary>
    public Tensor? Bias { get; }

    /// <summary>M, <c>[out, in]</c>.</summary>
    public Tensor Mask { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Products.Linear(x, Weight * Mask, Bias);
}
