using Elbo.Data;
using Elbo.Torch;

namespace Elbo.Models.Networks;

/// <summary>A piece of each example, with what lies beside it.</summary>
/// <param name="Samples">[B, W + 2·margin]: silence where the example has ended.</param>
/// <param name="Scale">[B]: by how many times a piece is shorter than what it was drawn from.</param>
internal readonly record struct AudioWindows(Tensor Samples, Tensor Scale)
{
    /// <summary>Whole examples.</summary>
    public static Tensor Whole(Tensor x, int margin) => x.ConstantPadNd([margin, margin]);

    /// <summary>
    /// Draws a place in each recording: all that begin in it are as likely, so that pieces hold at most their own length of the silence behind a
    /// recording shorter than the example. Silence farther behind is not learned from.
    /// </summary>
    /// <param name="length">W; the whole example where it is no longer.</param>
    /// <param name="noise">One number per example.</param>
    public static AudioWindows Draw(Batch batch, int length, int margin, NoiseStream noise)
    {
        var (count, total) = (batch.Count, (int)batch.X.Size(1));
        var last = Math.Max(0, total - length);
        var device = batch.X.Device;
        if (last == 0) return new(Whole(batch.X, margin), Tensor.Ones([count], device: device));
        var uniform = noise.Uniform([count], device, DType.F64);
        var most = (batch.LengthsOf(Field.Main)?.Clamp(0, last) ?? Tensor.Full([count], last, DType.I64, device)).To(DType.F64);
        var start = (uniform * (most + 1)).Floor().Clamp(0, last).To(DType.I64);
        var index = start.Unsqueeze(1) + Tensor.Arange(length + (2 * margin), DType.I64, device);
        return new(Whole(batch.X, margin).Gather(1, index), ((most + length) / length).To(DType.F32));
    }
}
