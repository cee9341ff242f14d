namespace Elbo.Torch.Fused;

/// <summary>Products of an input with a layer's weight in the precision of <see cref="PrecisionScope"/>, as differentiable operators.</summary>
internal static class Products
{
    /// <summary>x·Wᵀ + b, <c>[…, in]</c> to <c>[…, out]</c>.</summary>
    public static Tensor Linear(Tensor x, Tensor weight, Tensor? bias)
    {
        if (!PrecisionScope.Rounds(x)) return x.Linear(weight, bias);
        var z = x.To(DType.BF16).Linear(weight.To(DType.BF16)).To(DType.F32);
        return bias is null ? z : z + bias;
    }

    /// <summary>The cross-correlation of x and the weight; <paramref name="bias"/> is one number per channel, the second axis.</summary>
    public static Tensor Convolution(Tensor x, Tensor weight, Tensor? bias, long[] stride, long[] padding, long[] dilation, bool transposed, long[] outputPadding, long groups)
    {
        if (transposed || !PrecisionScope.Rounds(x)) return x.Convolution(weight, bias, stride, padding, dilation, transposed, outputPadding, groups);
        var z = x.To(DType.BF16).Convolution(weight.To(DType.BF16), null, stride, padding, dilation, false, outputPadding, groups).To(DType.F32);
        return bias is null ? z : z + bias.View([-1, .. Enumerable.Repeat(1L, stride.Length)]);
    }
}
