using Elbo.Torch.Interop;

namespace Elbo.Torch;

/// <summary>
/// Counter-based randomness (Philox4x32-10): each number is a function of the seed and its place, so a stream is resumed by its
/// position alone and gives the same numbers for any number of threads.
/// </summary>
/// <param name="seed">Names the stream.</param>
/// <param name="position">How many numbers were drawn before; a multiple of 64 as draws are rounded up to whole blocks.</param>
public sealed unsafe class NoiseStream(ulong seed, ulong position = 0)
{
    private const ulong Block = 64;

    public ulong Seed { get; } = seed;

    /// <summary>Where the next draw begins; save it to resume.</summary>
    public ulong Position { get; set; } = position;

    /// <summary>Standard normal draws, f32 on the CPU or moved to <paramref name="device"/>.</summary>
    public Tensor Normal(ReadOnlySpan<long> shape, Device device = default)
    {
        var noise = Tensor.Empty(shape);
        var count = noise.Count;
        Native.elbo_normal((float*)noise.Data(), count, Seed, Position);
        Position += ((ulong)count + Block - 1) / Block * Block;
        return device.IsCpu ? noise : noise.To(device, DType.F32);
    }
}
