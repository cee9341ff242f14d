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

    /// <summary>
    /// Fresh Bernoulli(pixel / 255) draws of the indexed rows. They depend on (seed, <paramref name="draw"/>, index) only: the same
    /// example gets the same ink in whatever batch it comes.
    /// </summary>
    /// <param name="pixels">[N, D] u8.</param>
    /// <param name="index">[B] i64, each in [0, N).</param>
    /// <param name="seed">Names the stream.</param>
    /// <param name="draw">Which draw of each example, e.g. the epoch.</param>
    /// <returns>[B, D] f32 of 0 and 1.</returns>
    public static Tensor Binarise(Tensor pixels, Tensor index, ulong seed, ulong draw)
    {
        if (pixels.DType != DType.U8 || pixels.Rank != 2) throw new TorchException($"binarise wants u8[N, D] pixels, not {pixels}");
        var rows = pixels.Size(0);
        foreach (var row in index.AsSpan<long>())
            if ((ulong)row >= (ulong)rows) throw new TorchException($"binarise: index {row} is outside [0, {rows})");
        var ink = Tensor.Empty([index.Count, pixels.Size(1)]);
        Native.elbo_binarise((byte*)pixels.Data(), (long*)index.Data(), (float*)ink.Data(), index.Count, pixels.Size(1), seed, draw);
        return ink;
    }
}
