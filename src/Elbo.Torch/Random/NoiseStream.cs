using Elbo.Torch.Interop;

namespace Elbo.Torch;

/// <summary>
/// Counter-based randomness (Philox4x32-10): each number is a function of the seed and its place, so a stream is resumed by its
/// position alone and gives the same numbers for any number of threads.
/// </summary>
/// <param name="seed">Names the stream.</param>
/// <param name="position">How many words of 32 bits were drawn before; a multiple of 64 as draws are rounded up to whole blocks.</param>
public sealed unsafe class NoiseStream(ulong seed, ulong position = 0)
{
    private const ulong Block = 64;

    /// <summary>What every number of the stream is a function of, with its place.</summary>
    public ulong Seed { get; } = seed;

    /// <summary>Where the next draw begins; save it to resume.</summary>
    public ulong Position { get; set; } = position;

    /// <summary>Standard normal draws, made on the CPU and moved to <paramref name="device"/>.</summary>
    /// <param name="dtype">F32 with 24 bits of randomness in each number, |ε| ≤ 5.8; or F64 with 53, |ε| ≤ 8.6.</param>
    /// <exception cref="ArgumentException">Another element type.</exception>
    public Tensor Normal(ReadOnlySpan<long> shape, Device device = default, DType dtype = DType.F32)
    {
        var noise = Tensor.Empty(shape, Known(dtype));
        if (dtype == DType.F32) Native.elbo_normal((float*)noise.Data(), noise.Count, Seed, Position);
        else Native.elbo_normal_f64((double*)noise.Data(), noise.Count, Seed, Position);
        return Deliver(noise, device);
    }

    /// <summary>Uniform draws strictly inside (0, 1), made on the CPU and moved to <paramref name="device"/>.</summary>
    /// <param name="dtype">F32, multiples of 2⁻²⁴, or F64, multiples of 2⁻⁵³; half of one stands for 0.</param>
    /// <exception cref="ArgumentException">Another element type.</exception>
    public Tensor Uniform(ReadOnlySpan<long> shape, Device device = default, DType dtype = DType.F32)
    {
        var noise = Tensor.Empty(shape, Known(dtype));
        if (dtype == DType.F32) Native.elbo_uniform((float*)noise.Data(), noise.Count, Seed, Position);
        else Native.elbo_uniform_f64((double*)noise.Data(), noise.Count, Seed, Position);
        return Deliver(noise, device);
    }

    /// <summary>A seed for samplers that keep a <see cref="Generator"/> of their own (gamma, Poisson …): what they draw stays a function of seed and position of this stream.</summary>
    public ulong NextSeed()
    {
        var next = Native.elbo_seed(Seed, Position);
        Position += Block;
        return next;
    }

    private static DType Known(DType dtype) =>
        dtype is DType.F32 or DType.F64 ? dtype : throw new ArgumentException($"noise is F32 or F64, not {dtype}", nameof(dtype));

    private Tensor Deliver(Tensor noise, Device device)
    {
        var words = (ulong)noise.Count * (noise.DType == DType.F64 ? 2ul : 1);
        Position += (words + Block - 1) / Block * Block;
        return device.IsCpu ? noise : noise.To(device, noise.DType);
    }
}
