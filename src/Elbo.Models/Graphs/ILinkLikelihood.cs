using Elbo.Torch;

namespace Elbo.Models.Graphs;

/// <summary>A distribution over the edges of graphs that tells what each pair of nodes costs.</summary>
public interface ILinkLikelihood
{
    /// <summary>N.</summary>
    long Nodes { get; }

    /// <summary>log p/(1 − p) of an edge between the nodes of each pair, [batch…, P].</summary>
    /// <param name="pairs">[B, 2, P] I64, which broadcasts with [batch…, 2, P].</param>
    Tensor LogOdds(Tensor pairs);

    /// <summary>
    /// −Σ log p over the S entries of A + I that are 1, and −Σ log(1 − p) over the N² − S that are 0, [batch…] nats each: an edge counts twice,
    /// and a node as joined with itself.
    /// </summary>
    /// <param name="edges">[B, 2, E] I64, each edge once.</param>
    (Tensor Present, Tensor Absent) Costs(Tensor edges);
}
