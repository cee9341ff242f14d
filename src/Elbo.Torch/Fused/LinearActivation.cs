using Elbo.Torch.Interop;

namespace Elbo.Torch.Fused;

/// <summary>
/// y = f(x Wᵀ + b) with the bias, the activation and both their gradients in the passes next to the matrix products, which are in the
/// precision of <see cref="PrecisionScope"/>; all tensors that come in and go out are f32.
/// </summary>
public sealed unsafe class LinearActivation : FusedFunction
{
    private static readonly LinearActivation[] Instances = [new(Activation.Identity), new(Activation.Tanh), new(Activation.Relu)];

    private readonly Activation activation;

    private LinearActivation(Activation activation) => this.activation = activation;

    /// <param name="x">[…, I], of any rank from 1.</param>
    /// <param name="weight">[O, I]</param>
    /// <param name="bias">[O] or null.</param>
    /// <param name="activation">f.</param>
    /// <returns>[…, O]</returns>
    public static Tensor Apply(Tensor x, Tensor weight, Tensor? bias, Activation activation)
    {
        if (FusedPath.Takes(x, weight) && (bias is null || FusedPath.Takes(bias)) && Fits(x, weight, bias)) return Instances[(int)activation].Fused(x, weight, bias);
        return activation.Of(Products.Linear(x, weight, bias));
    }

    /// <inheritdoc/>
    protected override void Backward(ReadOnlySpan<Tensor?> incoming, ReadOnlySpan<Tensor> saved, ReadOnlySpan<bool> needed, Span<Tensor?> gradients)
    {
        nint dx = 0, dweight = 0, dbias = 0;
        Native.Check(
            Native.elbo_linear_backward(incoming[0]!.Handle, saved[0].Handle, saved[1].Handle, saved[2].Handle, (int)activation,
                needed[0] ? 1 : 0, needed[1] ? 1 : 0, needed.Length > 2 && needed[2] ? 1 : 0, &dx, &dweight, &dbias),
            $"linear backward({incoming[0]}, {saved[0]}, {saved[1]})");
        gradients[0] = Tensor.OwnOptional(dx);
        gradients[1] = Tensor.OwnOptional(dweight);
        if (needed.Length > 2) gradients[2] = Tensor.OwnOptional(dbias);
    }

    private static bool Fits(Tensor x, Tensor weight, Tensor? bias) =>
        x.Rank >= 1 && weight.Rank == 2 && x.Size(-1) == weight.Size(1) && (bias is null || (bias.Rank == 1 && bias.Count == weight.Size(0)));

    private Tensor Fused(Tensor x, Tensor weight, Tensor? bias)
    {
        nint result = 0, roundedX = 0, roundedWeight = 0;
        var rounds = PrecisionScope.Rounds(x);
        Native.Check(
            rounds
                ? Native.elbo_linear_forward_bf16(x.Handle, weight.Handle, bias?.Handle ?? 0, (int)activation, &result, &roundedX, &roundedWeight)
                : Native.elbo_linear_forward(x.Handle, weight.Handle, bias?.Handle ?? 0, (int)activation, &result),
            $"linear({x}, {weight})");
        var y = Tensor.Own(result);
        // Backward takes the operands that forward took; their type says which products it makes.
        var (a, w) = rounds ? (Tensor.Own(roundedX), Tensor.Own(roundedWeight)) : (x, weight);
        if (bias is null) Attach([x, weight], [y], [a, w, y]);
        else Attach([x, weight, bias], [y], [a, w, y]);
        return y;
    }
}
