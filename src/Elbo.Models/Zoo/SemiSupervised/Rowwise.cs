using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models.Zoo.SemiSupervised;

/// <summary>Networks of rows applied to rows with further axes before them.</summary>
internal static class Rowwise
{
    /// <summary>[…, D] to […, H].</summary>
    public static Tensor Apply(Layer network, Tensor x)
    {
        if (x.Rank == 2) return network.Forward(x);
        var rows = network.Forward(x.Reshape([-1, x.Size(-1)]));
        return rows.Reshape([.. x.Shape[..^1], rows.Size(-1)]);
    }
}
