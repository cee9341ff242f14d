using Elbo.Models.Architectures;
using Elbo.Models.Latents;
using Elbo.Models.Tests.Contract;
using Elbo.Probability.Flows;
using Elbo.Testing;
using Elbo.Torch;
using Elbo.Torch.Optim;

namespace Elbo.Models.Tests.Flows;

[NoLeak]
public sealed class FlowPriorTests
{
    [Theory]
    [InlineData(PriorKind.Maf)]
    [InlineData(PriorKind.RealNvp)]
    public void It_learns_two_clusters_which_no_gaussian_is(PriorKind kind)
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(1);
        using var prior = new FlowPrior(kind, 2, 4, 24, generator);
        using var adam = new Adam(prior.NamedParameters(), 5e-3);
        var noise = new NoiseStream(1);
        for (var step = 0; step < 800; step++)
        {
            using var own = TensorScope.Enter();
            (-Flow(prior).LogProb(Clusters(noise, 128)).Mean()).Backward();
            adam.Step();
            adam.ZeroGrad();
        }
        using var off = Gradients.Off();
        // Entropy of ½ N(±2, 0.3²) in each of two dimensions that agree: log 2 + 2 (½ log 2πe 0.09). The best Gaussian, of variances 4.09 along and 0.09 across
        // the diagonal with z₁ = z₂ = ±2 (8.09 and 0.09), is half a nat or more above it.
        var entropy = Math.Log(2) + Math.Log(2 * Math.PI * Math.E * 0.09);
        var gaussian = Math.Log(2 * Math.PI * Math.E) + 0.5 * Math.Log(8.09 * 0.09);
        var cost = -Flow(prior).LogProb(Clusters(noise, 20_000)).Mean().ToDouble();
        cost.ShouldBeInRange(entropy - 0.03, entropy + 0.5 * (gaussian - entropy));
        // What it draws has the density it says: the mean of −log p of its own draws is their entropy, near the data's.
        var drawn = Flow(prior).Draw(noise, 20_000);
        (drawn.LogProb() - Flow(prior).LogProb(drawn.Value)).Abs().Max().ToDouble().ShouldBeLessThan(1e-2);
    }

    private static FlowDistribution Flow(FlowPrior prior)
    {
        var walk = new LocationWalkOf();
        prior.At("z", "prior").Visit(ContractCase.Patterns(), walk);
        return walk.Met!;
    }

    private static Tensor Clusters(NoiseStream noise, int count)
    {
        var side = noise.Uniform([count, 1]).Gt(0.5).To(DType.F32) * 4 - 2;
        return side + noise.Normal([count, 2]) * 0.3;
    }

    private sealed class LocationWalkOf : SiteWalk
    {
        public FlowDistribution? Met { get; private set; }

        public override Pass? Pass => null;

        public override SiteValues Values { get; } = new();

        public override Tensor At(string site, Probability.Distribution distribution)
        {
            Met = (FlowDistribution)distribution;
            return distribution.Location()!;
        }
    }
}
