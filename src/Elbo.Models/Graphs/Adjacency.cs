using Elbo.Torch;

namespace Elbo.Models.Graphs;

/// <summary>
/// Ã = D^−½ (A + I) D^−½ of graphs without directions, D being the degrees of A + I (Kipf &amp; Welling 2017, arXiv 1609.02907, eq. 2), as a list of its entries:
/// time and memory grow with the edges, not with N².
/// </summary>
public sealed class Adjacency
{
    private readonly Tensor to, from, weights;

    private Adjacency(Tensor to, Tensor from, Tensor weights) => (this.to, this.from, this.weights) = (to, from, weights);

    /// <param name="edges">[B, 2, E] I64, each edge once, none from a node to itself; as many of each graph.</param>
    /// <param name="nodes">N of each graph.</param>
    public static Adjacency Of(Tensor edges, long nodes, DType dtype = DType.F32)
    {
        using var off = Gradients.Off();
        var count = edges.Size(0) * nodes;
        var ends = Pairs.Rows(edges, nodes);
        var own = Tensor.Arange(count, device: edges.Device);
        Tensor to = Ops.Cat([ends[0], ends[1], own], 0), from = Ops.Cat([ends[1], ends[0], own], 0);
        var degrees = Tensor.Zeros([count], dtype, edges.Device).IndexAddInPlace(0, to, Tensor.Ones(to.Shape, dtype, edges.Device));
        var scale = degrees.Rsqrt();
        return new(to, from, (scale.IndexSelect(0, to) * scale.IndexSelect(0, from)).Unsqueeze(-1));
    }

    /// <summary>Ã H of each graph, [B·N, W].</summary>
    /// <param name="h">H [B·N, W], graph after graph.</param>
    public Tensor Mix(Tensor h) => h.ZerosLike().IndexAddInPlace(0, to, h.IndexSelect(0, from) * weights);
}
