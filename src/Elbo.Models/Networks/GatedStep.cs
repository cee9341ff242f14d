using Elbo.Torch;
using Elbo.Torch.Fused;

namespace Elbo.Models.Networks;

/// <summary>The end of a gated residual block for one place: gate, then residual and skip in one matrix product.</summary>
internal sealed class GatedStep
{
    private readonly Tensor weight, bias;
    private readonly long features;

    /// <param name="residual">1×1 weight [F, F, 1…] and bias [F]; null when nothing follows the block.</param>
    /// <param name="skip">1×1 weight [S, F, 1…] and bias [S].</param>
    public GatedStep((Tensor Weight, Tensor Bias)? residual, (Tensor Weight, Tensor Bias) skip, TensorHolder held)
    {
        features = residual?.Bias.Size(0) ?? 0;
        var (matrix, vector) = (skip.Weight.Flatten(1), skip.Bias);
        if (residual is { } r) (matrix, vector) = (Ops.Cat([r.Weight.Flatten(1), matrix]), Ops.Cat([r.Bias, vector]));
        weight = held.Adopt(matrix.T().Contiguous());
        bias = held.Adopt(vector.Clone());
    }

    /// <summary>Adds to the skip sum and writes the input of the next block.</summary>
    /// <param name="z">Before the gate, [B, 2F].</param>
    /// <param name="input">Input of the block, [B, F]; null when the block has no residual connection.</param>
    /// <param name="next">Receives the output of the block, [B, F]; null when nothing follows.</param>
    /// <param name="skip">Receives the sum, [B, S].</param>
    public void Finish(Tensor z, Tensor? input, Tensor? next, Tensor skip)
    {
        var both = bias.Addmm(GatedUnit.Apply(z), weight);
        if (next is null)
        {
            skip.AddInPlace(both);
            return;
        }
        var residual = both.Narrow(1, 0, features);
        if (input is null) next.CopyInPlace(residual);
        else input.AddOut(residual, next);
        skip.AddInPlace(both.Narrow(1, features, both.Size(1) - features));
    }
}
