using Elbo.Models.Conditionals;
using Elbo.Models.Latents;
using Elbo.Models.Objectives;
using Elbo.Probability;
using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Models.Tests.Objectives;

/// <summary>
/// Appendix A of Doersch 2016: numbers of any distribution F, a decoder f = F⁻¹ ∘ Φ with noise σ, and q(z | x) = N(g(x), (σ g′(x))²) with g = f⁻¹. As σ
/// vanishes, so does KL(q(z | x) ‖ p(z | x)), and p(x) becomes the density of the data.
/// </summary>
[NoLeak]
public sealed class PowerfulDecoderTests
{
    private const int Draws = 4000;

    // z of a quadrature, dense against the narrowest posterior, 0.03 · 0.27 wide.
    private const double Reach = 7, Step = 1e-3;

    private static readonly double[] places = [-1.8, -1.2, -0.7, -0.3, 0, 0.2, 0.6, 1, 1.5, 2.1];

    [Fact]
    public void The_gap_of_the_bound_vanishes_with_the_spread_of_a_decoder_that_can_be_anything()
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        double[] spreads = [0.3, 0.1, 0.03];
        var found = spreads.Select(Gap).ToList();
        for (var k = 1; k < spreads.Length; k++) found[k].Gap.ShouldBeLessThan(found[k - 1].Gap / 3, $"σ = {spreads[k]}");
        // What is left is of the order of σ², and the noise of the draws.
        found[^1].Gap.ShouldBeInRange(0, 0.01);
        found[^1].Evidence.ShouldBe(places.Average(x => Math.Log(Truth(x))), 0.01);
    }

    // Means over the places: log p(x) − bound, and log p(x) by quadrature.
    private static (double Gap, double Evidence) Gap(double sigma)
    {
        using var model = new Vae(new Inverse(sigma), LatentProgram.StandardNormal("z", 1), new Curve(sigma), new ElboObjective());
        using var scope = TensorScope.Enter();
        var bound = Bound.Draw(model, new(Tensor.From(places).View([-1, 1]), null, Tensor.Arange(places.Length)), Draws, new(new NoiseStream(1))).LogWeights().Mean([0]).ToArray<double>();
        var grid = Enumerable.Range(0, (int)(2 * Reach / Step)).Select(k => -Reach + k * Step).ToArray();
        var means = Data(Tensor.From(grid)).ToArray<double>();
        var evidence = places.Select(x => Math.Log(grid.Zip(means, (z, mean) => Step * Density(z, 1) * Density(x - mean, sigma)).Sum())).ToList();
        return (evidence.Zip(bound, (exact, lower) => exact - lower).Average(), evidence.Average());
    }

    private static double Density(double difference, double sigma) => Math.Exp(-0.5 * Math.Pow(difference / sigma, 2)) / (sigma * Math.Sqrt(2 * Math.PI));

    // Of the data: two normal distributions at −1 and 1.
    private static double Truth(double x) => 0.5 * (Density(x + 1, 0.5) + Density(x - 1, 0.5));

    // F of them.
    private static Tensor Share(Tensor x) => (((x + 1) / 0.5).SpecialNdtr() + ((x - 1) / 0.5).SpecialNdtr()) * 0.5;

    private static Tensor Code(Tensor x) => Share(x).SpecialNdtri();

    // F⁻¹(Φ(z)), by halving the interval.
    private static Tensor Data(Tensor z)
    {
        var wanted = z.SpecialNdtr();
        Tensor low = z.FullLike(-10), high = z.FullLike(10);
        for (var k = 0; k < 60; k++)
        {
            var middle = (low + high) * 0.5;
            var below = Share(middle).Lt(wanted).To(DType.F64);
            (low, high) = (below * middle + (1 - below) * low, below * high + (1 - below) * middle);
        }
        return (low + high) * 0.5;
    }

    /// <summary>q: the inverse of the decoder, as wide as the decoder's noise is in terms of z.</summary>
    private sealed class Inverse(double sigma) : Conditional<Tensor>(1)
    {
        public override Distribution Of(Tensor given, Pass? pass = null)
        {
            var code = Code(given);
            var density = ((((given + 1) / 0.5).Square() * -0.5).Exp() + (((given - 1) / 0.5).Square() * -0.5).Exp()) / (2 * 0.5 * Math.Sqrt(2 * Math.PI));
            // g = Φ⁻¹ ∘ F, so g′ = p(x)/φ(g).
            return Normal.FromStd(code, density / ((code.Square() * -0.5).Exp() / Math.Sqrt(2 * Math.PI)) * sigma);
        }
    }

    /// <summary>p(x | z).</summary>
    private sealed class Curve(double sigma) : Conditional<Tensor>(1)
    {
        public override Distribution Of(Tensor given, Pass? pass = null) => Normal.FromStd(Data(given), Tensor.Full([1], sigma, DType.F64));
    }
}
