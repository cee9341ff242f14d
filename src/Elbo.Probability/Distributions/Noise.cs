using Elbo.Torch;

namespace Elbo.Probability;

/// <summary>Parameter-free draws, made where the generator lives and delivered where the distribution lives.</summary>
internal static class Noise
{
    /// <summary>N(0, 1).</summary>
    public static Tensor Normal(ReadOnlySpan<long> shape, Generator generator, DType dtype, Device device) =>
        Deliver(Tensor.Randn(shape, generator, dtype), device);

    /// <summary>Uniform on [0, 1).</summary>
    public static Tensor Uniform(ReadOnlySpan<long> shape, Generator generator, DType dtype, Device device) =>
        Deliver(Tensor.Rand(shape, generator, dtype), device);

    /// <summary>Uniform on (0, 1), both ends left out so that logarithms are finite.</summary>
    public static Tensor OpenUniform(ReadOnlySpan<long> shape, Generator generator, DType dtype, Device device)
    {
        // 24 and 53 random bits in [0, 1); the clamp moves an exact 0 by less than half a step of the grid.
        var smallest = dtype == DType.F64 ? 5.6e-17 : 3.0e-8;
        return Deliver(Tensor.Rand(shape, generator, dtype).ClampMin(smallest), device);
    }

    private static Tensor Deliver(Tensor draws, Device device) => draws.Device == device ? draws : draws.To(device, draws.DType);
}
