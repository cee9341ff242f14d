using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Probability.Tests.Distributions;

[NoLeak]
public sealed class NormalTests
{
    [Fact]
    public void The_three_forms_of_spread_describe_the_same_distribution()
    {
        using var scope = TensorScope.Enter();
        var mu = Tensor.From([0.4]);
        Normal[] distributions = [Normal.FromLogVariance(mu, Tensor.From([2 * Math.Log(0.3)])), Normal.FromLogStd(mu, Tensor.From([Math.Log(0.3)])), Normal.FromStd(mu, Tensor.From([0.3]))];
        foreach (var distribution in distributions)
        {
            distribution.Std().ToDouble().ShouldBe(0.3, 1e-15);
            distribution.Variance().ToDouble().ShouldBe(0.09, 1e-15);
            distribution.LogVariance().ToDouble().ShouldBe(2 * Math.Log(0.3), 1e-14);
        }
    }

    [Fact]
    public void A_shared_spread_broadcasts_over_the_event()
    {
        using var scope = TensorScope.Enter();
        var distribution = Normal.FromLogVariance(Tensor.Zeros([4, 3], DType.F64), Tensor.Zeros([1], DType.F64));
        distribution.Shape.ToArray().ShouldBe([4, 3]);
        distribution.Draw(new NoiseStream(1), 2).Value.Shape.ToArray().ShouldBe([2, 4, 3]);
        distribution.Entropy().ToArray<double>().ShouldAllBe(v => Math.Abs(v - 1.5 * (1 + Math.Log(2 * Math.PI))) < 1e-12);
        Should.Throw<ArgumentException>(() => Normal.FromStd(Tensor.Zeros([4, 3]), Tensor.Ones([2]))).Message.ShouldContain("do not broadcast");
    }

    [Fact]
    public void Given_noise_is_scaled_and_shifted_alike_in_both_precisions()
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(2);
        Tensor mu = Tensor.Randn([3, 5], generator), logVar = Tensor.Randn([3, 5], generator), eps = Tensor.Randn([2, 3, 5], generator);
        var single = Normal.FromLogVariance(mu, logVar).Reparameterise(eps);
        var twice = Normal.FromLogVariance(mu.To(DType.F64), logVar.To(DType.F64)).Reparameterise(eps.To(DType.F64));
        // A few units of f32 rounding at magnitudes up to 10.
        (single - twice).Abs().Max().ToDouble().ShouldBeLessThan(1e-5);
    }
}
