using Elbo.Models.Networks;
using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Models.Tests.Networks;

[NoLeak]
public sealed class NoiseDropoutTests
{
    [Fact]
    public void In_training_a_share_p_is_zero_and_the_rest_is_scaled_so_that_the_mean_stays()
    {
        const int Count = 100_000;
        using var scope = TensorScope.Enter();
        using var dropout = new NoiseDropout(0.2);
        dropout.Train();
        var kept = dropout.Of(Tensor.Ones([Count]), new Pass(new NoiseStream(1))).ToArray<float>();
        kept.Distinct().Order().ShouldBe([0f, 1.25f]);
        // Four standard deviations of a binomial share.
        (kept.Count(v => v == 0) / (double)Count).ShouldBe(0.2, 4 * Math.Sqrt(0.16 / Count));
    }

    [Fact]
    public void What_drops_is_a_function_of_the_stream_s_seed_and_position()
    {
        using var scope = TensorScope.Enter();
        using var dropout = new NoiseDropout(0.5);
        dropout.Train();
        var noise = new NoiseStream(1);
        var (first, place, second) = (Mask(noise), noise.Position, Mask(noise));
        second.ShouldNotBe(first);
        Mask(new NoiseStream(1)).ShouldBe(first);
        Mask(new NoiseStream(1, place)).ShouldBe(second);

        float[] Mask(NoiseStream from) => dropout.Of(Tensor.Ones([100]), new Pass(from)).ToArray<float>();
    }

    [Fact]
    public void Nothing_drops_in_evaluation_or_without_noise()
    {
        using var scope = TensorScope.Enter();
        using var dropout = new NoiseDropout(0.5);
        var x = Tensor.Ones([10]);
        dropout.Of(x, null).ShouldBeSameAs(x);
        dropout.Evaluate();
        dropout.Of(x, new Pass(new NoiseStream(1))).ShouldBeSameAs(x);
    }
}
