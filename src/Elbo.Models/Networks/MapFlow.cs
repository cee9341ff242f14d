using Elbo.Probability.Flows;
using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models.Networks;

/// <summary>What makes of a diagonal Gaussian over maps a richer one.</summary>
public enum MapFlowKind
{
    /// <summary>Nothing: the diagonal Gaussian.</summary>
    None,

    /// <summary>Inverse autoregressive steps by masked convolutions: z ← (z − 0.1 m) e^(−0.1 s), the order reversed from one to the next (Kingma et al. 2016, arXiv 1606.04934, code).</summary>
    Iaf,

    /// <summary>The same without s: elements are moved and not scaled. Without hidden layers it is the linear flow.</summary>
    LocationIaf,
}

/// <summary>The steps of a flow over maps [Z, H, W].</summary>
internal sealed class MapFlow : Module
{
    private readonly ConvMade[] steps;
    private readonly MapFlowKind kind;

    /// <param name="kind">Not <see cref="MapFlowKind.None"/>.</param>
    /// <param name="maps">Z.</param>
    /// <param name="width">A.</param>
    /// <param name="layers">Hidden layers of each step.</param>
    /// <param name="depth">Steps.</param>
    public MapFlow(MapFlowKind kind, int maps, int width, int layers, int depth, Generator generator)
    {
        this.kind = kind;
        steps = [.. Enumerable.Range(0, depth).Select(k => Child($"step_{k + 1}", new ConvMade(maps, width, layers, kind == MapFlowKind.Iaf, reversed: k % 2 == 1, generator)))];
    }

    /// <summary>The map given a context [batch…, A, H, W] or none.</summary>
    public Bijector Of(Tensor? context, LayerPass pass) => new BijectorChain([.. steps.Select(step =>
        new AutoregressiveBijector(step.With(context, pass), kind == MapFlowKind.Iaf ? AutoregressiveForm.Divided : AutoregressiveForm.LocationOnly, eventAxes: 3))]);
}
