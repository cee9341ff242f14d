using Elbo.Torch.Interop;

namespace Elbo.Torch.Fused;

/// <summary>y = tanh(a) ∘ σ(b) on the two halves of the channels, value and gradient in one pass each. van den Oord et al. 2016 (arXiv 1606.05328), eq. 2.</summary>
public sealed unsafe class GatedUnit : FusedFunction
{
    private static readonly GatedUnit Instance = new();

    /// <param name="z">[B, 2F, …]: F channels of a, then F of b.</param>
    /// <returns>[B, F, …]</returns>
    /// <exception cref="TorchException">The number of channels is odd.</exception>
    public static Tensor Apply(Tensor z)
    {
        if (z.Rank < 2 || z.Size(1) % 2 != 0) throw new TorchException($"a gated unit takes an even number of channels on axis 1, not {z}");
        var half = z.Size(1) / 2;
        if (!FusedPath.TakesAnyLayout(z)) return z.Narrow(1, 0, half).Tanh() * z.Narrow(1, half, half).Sigmoid();
        // As convolutions give images: the halves of a pixel lie side by side.
        if (!z.IsContiguous && z.Rank == 4 && z.Permute([0, 2, 3, 1]) is { IsContiguous: true } pixels)
            return Apply(pixels.View([-1, z.Size(1)])).View([z.Size(0), z.Size(2), z.Size(3), half]).Permute([0, 3, 1, 2]);
        if (!z.IsContiguous) z = z.Contiguous();
        var y = Tensor.Empty([z.Size(0), half, .. z.Shape[2..]]);
        if (y.Count > 0) Native.elbo_gate_forward((float*)z.Data(), (float*)y.Data(), z.Size(0), y.Count / z.Size(0));
        Instance.Attach([z], [y], [z]);
        return y;
    }

    /// <inheritdoc/>
    protected override void Backward(ReadOnlySpan<Tensor?> incoming, ReadOnlySpan<Tensor> saved, ReadOnlySpan<bool> needed, Span<Tensor?> gradients)
    {
        var z = saved[0];
        var dy = incoming[0]!.Contiguous();
        var dz = Tensor.Empty(z.Shape);
        if (dy.Count > 0) Native.elbo_gate_backward((float*)z.Data(), (float*)dy.Data(), (float*)dz.Data(), z.Size(0), dy.Count / z.Size(0));
        gradients[0] = dz;
    }
}
