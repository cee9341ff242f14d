using Elbo.Torch;

namespace Elbo.Models.Graphs;

/// <summary>Pairs of nodes of several graphs, of as many nodes each.</summary>
internal static class Pairs
{
    /// <summary>Numbers of the nodes where the nodes of all graphs stand one after the other: [2, B·P] of pairs [B, 2, P] I64.</summary>
    /// <param name="nodes">N.</param>
    public static Tensor Rows(Tensor pairs, long nodes)
    {
        var first = Tensor.Arange(pairs.Size(0), device: pairs.Device).View([-1, 1, 1]) * nodes;
        return (pairs + first).Transpose(0, 1).Reshape([2, pairs.Size(0) * pairs.Size(2)]);
    }

    /// <summary>Inner products of the nodes of each pair, [L, P].</summary>
    /// <param name="z">[L, N, Z].</param>
    /// <param name="pairs">[L, 2, P] I64.</param>
    public static Tensor Products(Tensor z, Tensor pairs)
    {
        var (rows, ends) = (z.Reshape([-1, z.Size(-1)]), Rows(pairs, z.Size(1)));
        return (rows.IndexSelect(0, ends[0]) * rows.IndexSelect(0, ends[1])).Sum([-1]).View([pairs.Size(0), pairs.Size(2)]);
    }
}
