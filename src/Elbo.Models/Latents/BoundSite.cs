using Elbo.Probability;
using Elbo.Torch;

namespace Elbo.Models.Latents;

/// <summary>One site of a bound: its draw from q, and p at it.</summary>
public sealed class BoundSite
{
    private readonly Drawn drawn;
    private readonly bool independent;
    private Tensor? logQ, logP;

    internal BoundSite(SiteDraw draw, Distribution p, bool independent) => (Site, drawn, P, this.independent) = (draw.Site, draw.Drawn, p, independent);

    /// <summary>Name of the site.</summary>
    public string Site { get; }

    /// <summary>The draw [S, B, …].</summary>
    public Tensor Value => drawn.Value;

    /// <summary>The noise that the draw is a function of, where its density is known in terms of it; else null.</summary>
    public Tensor? Noise => drawn.Noise;

    /// <summary>What an objective multiplies by its values to make the gradient of the draw whole, [S, B], 0 in value; null where it is.</summary>
    internal Tensor? Correction => drawn.Correction?.Invoke();

    /// <summary>q(z_site | x, sites before it).</summary>
    public Distribution Q => drawn.Source;

    /// <summary>p(z_site | sites before it in the prior).</summary>
    public Distribution P { get; }

    /// <summary>log q of the draw [S, B] nats; its gradient is the total derivative.</summary>
    /// <exception cref="InvalidOperationException">q is a point of real numbers, which has no density.</exception>
    public Tensor LogQ => IsRealPoint
        ? throw new InvalidOperationException($"q of the latent site '{Site}' is a point of real numbers, which has no density: there is no bound")
        : logQ ??= drawn.LogProb();

    /// <summary>log p of the draw [S, B] nats.</summary>
    public Tensor LogP => logP ??= P.LogProb(Value);

    /// <summary>
    /// Whether the expected log-ratio is a divergence known in closed form: p depends on no site that q draws after this one (as h_1 of a
    /// ladder under p(h_1 | h_2) does), and the pair of families is registered.
    /// </summary>
    public bool HasClosedForm => independent && Kl.HasClosedForm(Q, P);

    /// <summary>KL(q ‖ p) of the site, [B] or [S, B] nats: in closed form where there is one, else log q − log p of the draws.</summary>
    public Tensor Divergence() => HasClosedForm ? Kl.Between(Q, P) : LogQ - LogP;

    /// <summary>
    /// The same for every element of the site, […, event…] nats: under a q whose elements follow one another, of each given those before it. Null where q or p joins its elements otherwise, or q
    /// is a point of real numbers, which has none.
    /// </summary>
    public Tensor? ElementDivergence()
    {
        if (IsRealPoint) return null;
        if (!P.HasIndependentElements) return null;
        if (drawn.ElementDensity is { } inOrder) return inOrder() - P.Elements().LogProb(Value);
        if (!Q.HasIndependentElements) return null;
        var (q, p) = (Q.Elements(), P.Elements());
        return HasClosedForm ? Kl.Between(q, p) : q.LogProb(Value) - p.LogProb(Value);
    }

    /// <summary>Whether q depends on x alone, and not on draws of other sites.</summary>
    public bool DependsOnDataAlone => Q.BatchShape.Length < 2;

    private bool IsRealPoint => Q is PointMass && Q.DType.IsFloating();
}
