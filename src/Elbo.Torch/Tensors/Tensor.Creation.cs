namespace Elbo.Torch;

public sealed partial class Tensor
{
    /// <summary>Uninitialised memory.</summary>
    public static Tensor Empty(ReadOnlySpan<long> shape, DType dtype = DType.F32, Device device = default) => Allocate(shape, dtype, device);

    /// <summary>All 0, in the current scope.</summary>
    public static Tensor Zeros(ReadOnlySpan<long> shape, DType dtype = DType.F32, Device device = default) => Ops.Zeros(shape, dtype, device);

    /// <summary>All 1, in the current scope.</summary>
    public static Tensor Ones(ReadOnlySpan<long> shape, DType dtype = DType.F32, Device device = default) => Ops.Ones(shape, dtype, device);

    /// <summary>All the same value, in the current scope.</summary>
    public static Tensor Full(ReadOnlySpan<long> shape, Scalar value, DType dtype = DType.F32, Device device = default) => Ops.Full(shape, value, dtype, device);

    /// <summary>0, 1, …, end − 1.</summary>
    public static Tensor Arange(long end, DType dtype = DType.I64, Device device = default) => Ops.Arange(0, end, 1, dtype, device);

    /// <summary>Standard normal draws from <paramref name="generator"/>.</summary>
    public static Tensor Randn(ReadOnlySpan<long> shape, Generator generator, DType dtype = DType.F32) =>
        Ops.Randn(shape, generator, dtype, generator.Device);

    /// <summary>Uniform draws on [0, 1) from <paramref name="generator"/>.</summary>
    public static Tensor Rand(ReadOnlySpan<long> shape, Generator generator, DType dtype = DType.F32) =>
        Ops.Rand(shape, generator, dtype, generator.Device);
}
