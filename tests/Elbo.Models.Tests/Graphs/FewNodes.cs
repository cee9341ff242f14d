using Elbo.Data;
using Elbo.Torch;

namespace Elbo.Models.Tests.Graphs;

/// <summary>Graphs made for tests, with the fields of a graph data set.</summary>
internal static class FewNodes
{
    /// <summary>A batch of one graph.</summary>
    /// <param name="features">[N, F] node after node; empty for nodes without features.</param>
    public static Batch Graph(int nodes, double[] features, (int From, int To)[] edges, (int, int)[]? positives = null, (int, int)[]? negatives = null, DType dtype = DType.F64) =>
        new Batch(Tensor.From(features, 1, nodes, features.Length / nodes).To(dtype), null, Tensor.Arange(1))
            .With(GraphDataset.Edges, Pairs(edges)).With(GraphDataset.Positives, Pairs(positives ?? edges)).With(GraphDataset.Negatives, Pairs(negatives ?? [(0, nodes - 1)]));

    /// <summary>[1, 2, P].</summary>
    public static Tensor Pairs((int From, int To)[] pairs) => Tensor.From([.. pairs.Select(p => (long)p.From), .. pairs.Select(p => (long)p.To)], 1, 2, pairs.Length);

    /// <summary>All pairs of two nodes within a group.</summary>
    public static IEnumerable<(int From, int To)> Clique(int first, int size) =>
        from a in Enumerable.Range(first, size) from b in Enumerable.Range(first, size) where a < b select (a, b);
}
