using Elbo.Torch.Fused;
using Elbo.Torch.Interop;

namespace Elbo.Torch.Nn;

/// <summary>
/// y = f(W ∗ x + b) over two axes, plain or transposed. What comes out is channels-last, [B, C, H, W] with the numbers of a pixel side by
/// side; so are the gradients, and a net of such layers reorders its images once, at its first layer.
/// </summary>
internal sealed unsafe class ConvolutionActivation : FusedFunction
{
    private readonly long[] geometry;
    private readonly Activation activation;

    private ConvolutionActivation(long[] geometry, Activation activation) => (this.geometry, this.activation) = (geometry, activation);

    /// <summary>One for each activation, by its number.</summary>
    public static ConvolutionActivation[] For(ConvolutionGeometry g)
    {
        long[] numbers = [.. g.Stride, .. g.Padding, .. g.Dilation, .. g.OutputPadding, g.Groups, g.IsTransposed ? 1 : 0];
        return [.. Enum.GetValues<Activation>().Select(a => new ConvolutionActivation(numbers, a))];
    }

    /// <summary>Whether the kernels apply: two axes, one group, f32 on the CPU, not to be rounded, as transposed ones never are.</summary>
    public static bool Takes(ConvolutionGeometry g, Tensor x, Tensor weight, Tensor? bias) =>
        g.Axes == 2 && g.Groups == 1 && FusedPath.TakesAnyLayout(x) && FusedPath.Takes(weight) && (bias is null || FusedPath.Takes(bias)) && (g.IsTransposed || !PrecisionScope.Rounds(x))
        // What is added beyond the last step of the stride is seen by no element of the convolution that is turned round.
        && g.OutputPadding[0] < g.Stride[0] && g.OutputPadding[1] < g.Stride[1];

    /// <param name="x">[B, I, H, W], of any layout.</param>
    /// <param name="weight">[O, I, …] or, transposed, [I, O, …].</param>
    /// <param name="bias">[O] or null.</param>
    /// <returns>[B, O, H′, W′], channels-last.</returns>
    public Tensor Apply(Tensor x, Tensor weight, Tensor? bias)
    {
        nint result = 0, kept = 0;
        fixed (long* numbers = geometry)
            Native.Check(Native.elbo_convolution_forward(x.Handle, weight.Handle, bias?.Handle ?? 0, numbers, (int)activation, &result, &kept), $"convolution({x}, {weight})");
        Tensor y = Tensor.Own(result), ordered = Tensor.Own(kept);
        if (bias is null) Attach([x, weight], [y], [ordered, weight, y]);
        else Attach([x, weight, bias], [y], [ordered, weight, y]);
        return y;
    }

    protected override void Backward(ReadOnlySpan<Tensor?> incoming, ReadOnlySpan<Tensor> saved, ReadOnlySpan<bool> needed, Span<Tensor?> gradients)
    {
        nint dx = 0, dweight = 0, dbias = 0;
        fixed (long* numbers = geometry)
        {
            Native.Check(
                Native.elbo_convolution_backward(incoming[0]!.Handle, saved[0].Handle, saved[1].Handle, saved[2].Handle, numbers, (int)activation,
                    needed[0] ? 1 : 0, needed[1] ? 1 : 0, needed.Length > 2 && needed[2] ? 1 : 0, &dx, &dweight, &dbias),
                $"convolution backward({incoming[0]}, {saved[0]}, {saved[1]})");
        }
        gradients[0] = Tensor.OwnOptional(dx);
        gradients[1] = Tensor.OwnOptional(dweight);
        if (needed.Length > 2) gradients[2] = Tensor.OwnOptional(dbias);
    }
}
