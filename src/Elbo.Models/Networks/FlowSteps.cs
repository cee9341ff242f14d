using Elbo.Probability.Flows;
using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models.Networks;

/// <summary>What makes of a diagonal Gaussian q(z | x) a richer one.</summary>
public enum PosteriorFlow
{
    /// <summary>Nothing: the diagonal Gaussian.</summary>
    None,

    /// <summary>Inverse autoregressive steps with gates (Kingma et al. 2016, arXiv 1606.04934, algorithm 1), the order reversed in between.</summary>
    Iaf,

    /// <summary>The same without gates: elements are moved and not scaled.</summary>
    LocationIaf,

    /// <summary>One linear inverse autoregressive step: a Gaussian with a full covariance.</summary>
    LinearIaf,

    /// <summary>Planar steps (Rezende &amp; Mohamed 2015, arXiv 1505.05770).</summary>
    Planar,

    /// <summary>Radial steps (ibid.).</summary>
    Radial,

    /// <summary>Householder reflections (Tomczak &amp; Welling 2016, arXiv 1611.09630): a Gaussian whose axes are turned.</summary>
    Householder,
}

/// <summary>The steps of a flow given what an encoder says: autoregressive networks that are told it, or layers that make the parameters of each step of it.</summary>
public sealed class FlowSteps : Module
{
    // Of gates: sigmoid(1.5) = 0.82 keeps most of what comes in (the paper's advice is 1 to 2).
    private const double GateStart = 1.5;

    private readonly PosteriorFlow kind;
    private readonly int latent;
    private readonly Made[] networks = [];
    private readonly Linear[] heads = [];

    /// <param name="latent">D.</param>
    /// <param name="contextSize">C.</param>
    /// <param name="depth">Steps; a linear one is always one.</param>
    /// <param name="widths">Hidden widths of autoregressive networks.</param>
    public FlowSteps(PosteriorFlow kind, int latent, int contextSize, int depth, IReadOnlyList<int> widths, Generator generator)
    {
        (this.kind, this.latent) = (kind, latent);
        if (kind is PosteriorFlow.Iaf or PosteriorFlow.LocationIaf)
            networks = [.. Enumerable.Range(1, depth).Select(k => Child($"step_{k}", new Made(latent, widths, contextSize, kind == PosteriorFlow.Iaf ? GateStart : null, generator)))];
        var outputs = kind switch
        {
            PosteriorFlow.LinearIaf => latent * latent,
            PosteriorFlow.Planar => 2 * latent + 1,
            PosteriorFlow.Radial => latent + 2,
            PosteriorFlow.Householder => latent,
            _ => 0,
        };
        // Small weights and, but for a linear step, biases that differ: steps with the same direction would have the same gradient.
        if (outputs > 0)
            heads = [.. Enumerable.Range(1, kind == PosteriorFlow.LinearIaf ? 1 : depth).Select(k => Child($"step_{k}",
                new Linear(contextSize, outputs, generator, weightInit: Initialisers.Normal(0.01), biasInit: kind == PosteriorFlow.LinearIaf ? Initialisers.Zeros : Initialisers.Normal(0.1))))];
    }

    /// <summary>log σ² of a start that gates bring to about 1, as wide as N(0, I): what is narrower pays from the first step, before the code says anything, and may give it up.</summary>
    public double StartLogVariance => kind == PosteriorFlow.Iaf ? 2 * networks.Length * Math.Log(1 + Math.Exp(-GateStart)) : 0;

    /// <summary>The map given a context [batch…, C].</summary>
    public Bijector Of(Tensor context)
    {
        List<Bijector> steps = [];
        foreach (var network in networks)
        {
            if (steps.Count > 0) steps.Add(new Reversal());
            steps.Add(new AutoregressiveBijector(network.With(context), kind == PosteriorFlow.Iaf ? AutoregressiveForm.Gated : AutoregressiveForm.LocationOnly));
        }
        foreach (var head in heads) steps.Add(Step(head.Forward(context)));
        return new BijectorChain(steps);
    }

    private Bijector Step(Tensor of) => kind switch
    {
        PosteriorFlow.LinearIaf => new UnitTriangularBijector(of.View([.. of.Shape[..^1], latent, latent])),
        PosteriorFlow.Planar => new PlanarBijector(of.Narrow(-1, 0, latent), of.Narrow(-1, latent, latent), of.Narrow(-1, 2 * latent, 1)),
        PosteriorFlow.Radial => new RadialBijector(of.Narrow(-1, 0, latent), of.Narrow(-1, latent, 1), of.Narrow(-1, latent + 1, 1)),
        _ => new HouseholderBijector(of),
    };
}
