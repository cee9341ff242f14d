using Elbo.Data;
using Elbo.Torch;

namespace Elbo.Models.Conditioning;

/// <summary>The one draw that evaluations share: an example's numbers are a function of its index alone, not of the batch around it.</summary>
internal static class EvaluationDraw
{
    // Draws begin at whole blocks of the stream.
    private const ulong Block = 64;

    /// <summary>Uniform on (0, 1), [B, <paramref name="size"/>].</summary>
    public static Tensor Uniform(Batch x, int size)
    {
        var stride = ((ulong)size + Block - 1) / Block * Block;
        var seed = new SeedStreams(1).Seed("given");
        return Ops.Stack([.. x.Index.To(Device.Cpu, DType.I64).ToArray<long>().Select(index => new NoiseStream(seed, (ulong)index * stride).Uniform([size]))]).To(x.X.Device, DType.F32);
    }
}
