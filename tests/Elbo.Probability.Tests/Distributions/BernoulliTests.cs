using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Probability.Tests.Distributions;

[NoLeak]
public sealed class BernoulliTests
{
    [Fact]
    public void Large_log_odds_lose_nothing()
    {
        using var scope = TensorScope.Enter();
        var distribution = new Bernoulli(Tensor.From([1e4f, -1e4f, 1e4f, -1e4f]), 0);
        distribution.LogProb(Tensor.From([1f, 0f, 0f, 1f])).ToArray<float>().ShouldBe([0, 0, -1e4f, -1e4f]);
        distribution.Entropy().ToArray<float>().ShouldBe([0, 0, 0, 0]);
    }

    [Fact]
    public void A_grey_target_mixes_the_log_masses_of_both_bits()
    {
        using var scope = TensorScope.Enter();
        var distribution = new Bernoulli(Tensor.From([0.7]), 0);
        var (off, on) = (distribution.LogProb(Tensor.From([0.0])).ToDouble(), distribution.LogProb(Tensor.From([1.0])).ToDouble());
        distribution.LogProb(Tensor.From([0.3])).ToDouble().ShouldBe(0.7 * off + 0.3 * on, 1e-15);
    }

    [Fact]
    public void Samples_of_the_decoder_share_one_target()
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(1);
        Tensor x = Tensor.Rand([3, 20], generator), logits = Tensor.Randn([4, 3, 20], generator) * 4;
        var fused = new Bernoulli(logits).LogProb(x);
        fused.Shape.ToArray().ShouldBe([4, 3]);
        var precise = new Bernoulli(logits.To(DType.F64)).LogProb(x.To(DType.F64)).ToArray<double>();
        // f32 rounding of a sum of 20 terms of order 10.
        for (var k = 0; k < 12; k++) ((double)fused.ToArray<float>()[k]).ShouldBe(precise[k], 1e-4);
    }

    [Fact]
    public void The_fused_gradient_is_that_of_the_operators()
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(2);
        var x = Tensor.Rand([3, 20], generator);
        var logits = Tensor.Randn([3, 20], generator).RequireGrad();
        var fused = Gradients.Of(new Bernoulli(logits).LogProb(x).Sum(), logits);
        var precise = Gradients.Of(new Bernoulli(logits.To(DType.F64)).LogProb(x.To(DType.F64)).Sum(), logits);
        (fused - precise).Abs().Max().ToDouble().ShouldBeLessThan(1e-6);
    }
}
