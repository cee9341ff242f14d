using Elbo.Torch;

namespace Elbo.Probability.Inference;

/// <summary>
/// Where chains are on a path, with all that is known there: both log-densities and their gradients. None depends on β, so a state stays known when β moves on.
/// </summary>
public sealed class ChainState
{
    private ChainState(Tensor[] place, Tensor logBase, Tensor logRatio, Tensor[] baseGradient, Tensor[] ratioGradient) =>
        (Place, LogBase, LogRatio, BaseGradient, RatioGradient) = (place, logBase, logRatio, baseGradient, ratioGradient);

    /// <summary>One tensor [C, B, …] for each variable.</summary>
    public IReadOnlyList<Tensor> Place { get; }

    /// <summary>log f_0 [C, B] nats.</summary>
    public Tensor LogBase { get; }

    /// <summary>log f_1 − log f_0 [C, B] nats.</summary>
    public Tensor LogRatio { get; }

    private Tensor[] BaseGradient { get; }

    private Tensor[] RatioGradient { get; }

    /// <summary>The state at a place, in the current scope: one evaluation of the densities and their gradients in the place alone.</summary>
    /// <param name="place">[C, B, …] each; borrowed.</param>
    public static ChainState At(IAnnealedPath path, IReadOnlyList<Tensor> place)
    {
        using var scope = TensorScope.Enter();
        using var recorded = Gradients.On();
        Tensor[] leaves = [.. place.Select(z => z.Detach().RequireGrad())];
        var (logBase, logRatio) = path.LogDensities(leaves);
        // Both may go through the same nodes.
        var ofBase = Gradients.WhereReached(logBase.Sum(), leaves, retainGraph: true);
        var ofRatio = Gradients.WhereReached(logRatio.Sum(), leaves);
        using var off = Gradients.Off();
        // Copies, as a state is changed in place and what comes out of a graph may be a view.
        return new([.. place], scope.Keep(logBase.Clone()), scope.Keep(logRatio.Clone()), scope.Keep(Whole(ofBase, leaves)), scope.Keep(Whole(ofRatio, leaves)));
    }

    /// <summary>log f_β [C, B] nats.</summary>
    public Tensor LogDensity(double beta) => LogBase.Add(LogRatio, beta);

    /// <summary>d log f_β of each variable, [C, B, …].</summary>
    public Tensor[] Gradient(double beta) => [.. BaseGradient.Zip(RatioGradient, (b, r) => b.Add(r, beta))];

    /// <summary>Takes over another state, in place, for the chains that <paramref name="accepted"/> [C, B] names.</summary>
    public void TakeWhere(Tensor accepted, ChainState other)
    {
        using var scope = TensorScope.Enter();
        Take(accepted, LogBase, other.LogBase);
        Take(accepted, LogRatio, other.LogRatio);
        for (var k = 0; k < Place.Count; k++)
        {
            var rows = accepted.View([.. accepted.Shape, .. Enumerable.Repeat(1L, Place[k].Rank - accepted.Rank)]);
            Take(rows, Place[k], other.Place[k]);
            Take(rows, BaseGradient[k], other.BaseGradient[k]);
            Take(rows, RatioGradient[k], other.RatioGradient[k]);
        }
    }

    private static void Take(Tensor mask, Tensor into, Tensor from) => into.CopyInPlace(mask.Where(from, into));

    private static Tensor[] Whole(Tensor?[] gradients, Tensor[] leaves) =>
        [.. gradients.Select((g, k) => g is null ? Tensor.Zeros(leaves[k].Shape, leaves[k].DType, leaves[k].Device) : g.Contiguous())];
}
