using Elbo.Probability;
using Elbo.Torch;

namespace Elbo.Models.Graphs;

/// <summary>
/// p(A | z) = Π_{i&lt;j} σ(z_i·z_j)^A_ij (1 − σ(z_i·z_j))^(1 − A_ij): edges of a graph without directions, given a code of each node (Kipf &amp; Welling 2016,
/// arXiv 1611.07308, eq. 2). A draw is the array A [N, N]; a log-probability is of such an array or of a list of edges, which takes far less memory.
/// </summary>
public sealed class InnerProductLinks : Distribution, ILinkLikelihood
{
    private readonly Tensor z, flat;

    /// <param name="z">[batch…, N, Z].</param>
    public InnerProductLinks(Tensor z)
        : base([.. z.Shape[..^1], z.Size(-2)], 2, z.DType, z.Device) => (this.z, flat) = (z, z.Reshape([-1, z.Size(-2), z.Size(-1)]));

    /// <inheritdoc/>
    public long Nodes => z.Size(-2);

    /// <summary>0 or 1.</summary>
    public override Support Support => Support.Binary;

    /// <summary>False: A_ij is A_ji.</summary>
    public override bool HasIndependentElements => false;

    /// <inheritdoc/>
    public Tensor LogOdds(Tensor pairs) => Pairs.Products(flat, Listed(pairs)).View([.. BatchShape, pairs.Size(-1)]);

    /// <inheritdoc/>
    public (Tensor Present, Tensor Absent) Costs(Tensor edges)
    {
        Tensor joined = Pairs.Products(flat, Listed(edges)), own = flat.Square().Sum([-1]);
        var present = Softplus(-joined) * 2 + Softplus(-own);
        var absent = PairSoftplus.Sum(flat) - (Softplus(joined) * 2 + Softplus(own));
        return (present.View(BatchShape), absent.View(BatchShape));

        static Tensor Softplus(Tensor logits) => logits.Softplus(1, 40).Sum([-1]);
    }

    /// <param name="x">Edges [B, 2, E] I64, each once; or A [batch…, N, N] of another type, symmetric with a diagonal of 0.</param>
    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x)
    {
        var all = (PairSoftplus.Sum(flat) - flat.Square().Sum([-1]).Softplus(1, 40).Sum([-1])).View(BatchShape) * 0.5;
        if (x.DType == DType.I64) return LogOdds(x).Sum([-1]) - all;
        CheckEvent(x);
        return (x * Logits()).Sum([-2, -1]) * 0.5 - all;
    }

    /// <inheritdoc/>
    public override Drawn Draw(NoiseStream noise, params ReadOnlySpan<long> sampleShape)
    {
        using var off = Gradients.Off();
        var drawn = noise.Uniform(DrawShape(sampleShape), Device, DType).Lt(Logits().Sigmoid()).To(DType).Triu(1);
        return new(drawn + drawn.Transpose(-2, -1), this, null);
    }

    /// <summary>Probabilities of all edges [batch…, N, N], also of a node with itself.</summary>
    /// <inheritdoc/>
    public override Tensor? Location() => Logits().Sigmoid();

    /// <inheritdoc/>
    public override Distribution Detached() => new InnerProductLinks(z.Detach());

    /// <summary>Refused: A_ij is A_ji.</summary>
    /// <inheritdoc/>
    public override Distribution Elements() => throw new NotSupportedException($"the elements of {this} depend on one another: edges have no direction");

    private Tensor Logits() => z.Matmul(z.Transpose(-2, -1));

    private Tensor Listed(Tensor pairs) => pairs.Expand([.. BatchShape, .. pairs.Shape[^2..]]).Reshape([flat.Size(0), 2, pairs.Size(-1)]);
}
