using Elbo.Models.Latents;
using Elbo.Models.Networks;
using Elbo.Probability;
using Elbo.Probability.Flows;
using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models.Architectures;

/// <summary>p(z) without anything it depends on.</summary>
public enum PriorKind
{
    /// <summary>N(0, I).</summary>
    Standard,

    /// <summary>A masked autoregressive flow (Papamakarios et al. 2017, arXiv 1705.07057): densities in parallel, draws element by element.</summary>
    Maf,

    /// <summary>Affine couplings (RealNVP: Dinh et al. 2017, arXiv 1605.08803): densities and draws in parallel.</summary>
    RealNvp,
}

/// <summary>p(z) as a learned flow from N(0, I), of which densities take one pass of each network.</summary>
public sealed class FlowPrior : Module
{
    private readonly int latent;
    private readonly Made[] autoregressive = [];
    private readonly CouplingNetwork[] couplings = [];

    /// <param name="latent">D; at least 2 for couplings.</param>
    /// <param name="depth">Steps, with the order reversed in between.</param>
    /// <param name="width">Of the two hidden layers of each.</param>
    public FlowPrior(PriorKind kind, int latent, int depth, int width, Generator generator)
    {
        this.latent = latent;
        if (kind == PriorKind.Maf) autoregressive = [.. Enumerable.Range(1, depth).Select(k => Child($"step_{k}", new Made(latent, [width, width], 0, 0, generator)))];
        else couplings = [.. Enumerable.Range(1, depth).Select(k => Child($"step_{k}", new CouplingNetwork(latent, [width, width], generator)))];
    }

    /// <summary>The flow at a site.</summary>
    /// <param name="part">Name of this module in the model.</param>
    public LatentProgram At(string site, string part) =>
        new([new(site, [latent])], [(part, this)], (given, walk) => walk.At(site, new FlowDistribution(new StandardNormal(latent, given.X.DType, given.X.Device), Map()))) { IsConditional = false };

    private BijectorChain Map()
    {
        IEnumerable<Bijector> steps = [.. autoregressive.Select(n => new InvertedBijector(new AutoregressiveBijector(n.With(null), AutoregressiveForm.Affine))), .. couplings.Select(n => new CouplingBijector(n.Conditioner))];
        return new BijectorChain([.. steps.SelectMany<Bijector, Bijector>((step, k) => k == 0 ? [step] : [new Reversal(), step])]);
    }
}
