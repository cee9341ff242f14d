namespace Elbo.Torch.Nn;

/// <summary>
/// y = γ·(x − μ)/√(σ² + ε) + β with mean and biased variance over the last axes, which have the sizes given: <c>[…, shape]</c> to the
/// same. Parameters <c>weight</c> γ and <c>bias</c> β. Ba et al. 2016.
/// </summary>
public sealed class LayerNorm : Layer
{
    private readonly long[] shape;
    private readonly double epsilon;

    /// <param name="shape">Sizes of the axes normalised together, each at least 1.</param>
    /// <param name="epsilon">ε &gt; 0.</param>
    /// <param name="affine">Whether γ and β are there.</param>
    public LayerNorm(ReadOnlySpan<long> shape, double epsilon = 1e-5, bool affine = true, DType dtype = DType.F32, Device device = default)
    {
        if (shape.IsEmpty) throw new ArgumentException("layer normalisation needs at least one axis", nameof(shape));
        foreach (var size in shape) ArgumentOutOfRangeException.ThrowIfLessThan(size, 1, nameof(shape));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(epsilon);
        (this.shape, this.epsilon) = (shape.ToArray(), epsilon);
        if (!affine) return;
        using var scope = TensorScope.Enter();
        Weight = Param("weight", Tensor.Ones(shape, dtype, device));
        Bias = Param("bias", Tensor.Zeros(shape, dtype, device));
    }

    /// <summary>γ, of the normalised shape; null unless affine.</summary>
    public Tensor? Weight { get; }

    /// <summary>β, of the normalised shape; null unless affine.</summary>
    public Tensor? Bias { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x.LayerNorm(shape, Weight, Bias, epsilon);
}
