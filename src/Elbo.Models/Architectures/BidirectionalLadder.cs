using Elbo.Models.Latents;
using Elbo.Models.Networks;
using Elbo.Probability;
using Elbo.Probability.Flows;
using Elbo.Torch;

namespace Elbo.Models.Architectures;

/// <summary>
/// Latent variables z_1, …, z_L over maps, z_1 the farthest from the data. p(z_l | z_1 … z_{l−1}) is read on the way down; q(z_l | x, z_1 … z_{l−1}) from that and from a way up without a draw, so
/// that both share the network of the way down (bidirectional inference: Kingma et al. 2016, arXiv 1606.04934, appendix A).
/// </summary>
internal sealed class BidirectionalLadder
{
    private readonly BottomUp up;
    private readonly TopDown down;
    private readonly IReadOnlyList<MapFlow> flows;
    private readonly int latent;

    /// <param name="flows">For each layer, the farthest from the data first; none for diagonal posteriors.</param>
    /// <param name="latent">Z, maps of each variable.</param>
    public BidirectionalLadder(LadderSizes sizes, BottomUp up, TopDown down, IReadOnlyList<MapFlow> flows, int latent)
    {
        (this.up, this.down, this.flows, this.latent) = (up, down, flows, latent);
        Sites = [.. sizes.FromData().Reverse().Select((layer, k) => new LatentSite(Name(k), [latent, sizes.Scales[layer.Scale].Height, sizes.Scales[layer.Scale].Width]))];
    }

    /// <summary>z_1 first.</summary>
    public IReadOnlyList<LatentSite> Sites { get; }

    /// <summary>q(z | x).</summary>
    public LatentProgram Posterior => new(Sites, [("bottom_up", up), .. flows.Select((f, k) => ($"flow_{k + 1}", (Torch.Nn.Module)f))], (x, walk) => Descend(walk, up.Of(x.X, LayerPasses.Plain), LayerPasses.Plain));

    /// <summary>p(z).</summary>
    public LatentProgram Prior => new(Sites, [("top_down", down)], (_, walk) =>
    {
        if (walk.Values.Trace is Descent way && way.IsOf(this))
            for (var k = 0; k < Sites.Count; k++) walk.At(Name(k), way.Priors[k]);
        else Descend(walk, null, LayerPasses.Plain);
    })
    { IsConditional = false };

    /// <summary>What comes out below of values of all sites, […, H·h·w].</summary>
    public Tensor Features(SiteValues z) => (z.Trace is Descent way && way.IsOf(this) ? way.Features : Descend(new ReplayWalk(z), null, LayerPasses.Plain)).Flatten(-3);

    /// <summary>Chooses the start of all layers from examples, each from what those before it give.</summary>
    /// <returns>The features, [B, H, h, w].</returns>
    public Tensor Start(Tensor x) => Descend(new DrawWalk(new NoiseStream(0), 1, x.Size(0)), up.Of(x, LayerPasses.Starting), LayerPasses.Starting).Flatten(0, 1);

    // Features […, H, h, w].
    private Tensor Descend(SiteWalk walk, IReadOnlyList<Tensor>? told, LayerPass pass)
    {
        var (h, lead) = (down.Top(), Array.Empty<long>());
        var priors = new Distribution[Sites.Count];
        for (var k = 0; k < Sites.Count; k++)
        {
            // What is read of the same vector for all examples is no batch to choose a start from.
            var words = down.Blocks[k].Read(h, k == 0 ? LayerPasses.Plain : pass);
            priors[k] = Normal.FromLogStd(Of(words.PriorMean), Of(words.PriorLogStd), 3);
            var z = walk.At(Name(k), told is null ? priors[k] : PosteriorAt(k, told[k], words, Of, pass));
            lead = z.Shape[..^3].ToArray();
            var flat = z.Reshape([-1, .. z.Shape[^3..]]);
            h = down.Blocks[k].Next(Wide(h), flat, Wide(words.Rest), pass);

            Tensor Of(Tensor maps) => maps.Reshape([.. lead, .. maps.Shape[1..]]);

            Tensor Wide(Tensor maps) => maps.Size(0) == flat.Size(0) ? maps : maps.Expand([flat.Size(0), -1, -1, -1]);
        }
        var features = h.Reshape([.. lead, .. h.Shape[1..]]);
        walk.Values.Trace = new Descent(this, Gradients.Enabled, priors, features);
        return features;
    }

    private Distribution PosteriorAt(int k, Tensor told, LayerWords words, Func<Tensor, Tensor> of, LayerPass pass)
    {
        var start = Normal.FromLogStd(told.Narrow(1, 0, latent) + of(words.Mean), told.Narrow(1, latent, latent) + of(words.LogStd), 3);
        if (flows.Count == 0) return start;
        var rest = told.Size(1) - 2 * latent;
        return new FlowDistribution(start, flows[k].Of(rest == 0 ? null : told.Narrow(1, 2 * latent, rest) + of(words.Context), pass));
    }

    private static string Name(int k) => $"z_{k + 1}";

    /// <summary>What the way down through some values has given: one pass of the network serves posterior, prior and likelihood.</summary>
    private sealed record Descent(BidirectionalLadder Ladder, bool Recorded, IReadOnlyList<Distribution> Priors, Tensor Features)
    {
        public bool IsOf(BidirectionalLadder ladder) => Ladder == ladder && Recorded == Gradients.Enabled;
    }
}
