using Elbo.Testing;

namespace Elbo.Torch.Tests.Random;

[NoLeak]
public sealed class NoiseStreamTests
{
    [Fact]
    public void Normal_draws_have_the_moments_of_a_standard_normal()
    {
        using var scope = TensorScope.Enter();
        var x = new NoiseStream(5).Normal([1_000_000]).To(DType.F64);
        // Four standard errors of each moment at n = 1e6.
        x.Mean().ToDouble().ShouldBe(0, 4e-3);
        x.Square().Mean().ToDouble().ShouldBe(1, 4 * Math.Sqrt(2e-6));
        x.Pow(4).Mean().ToDouble().ShouldBe(3, 4 * Math.Sqrt(96e-6));
        (x.Narrow(0, 0, 999_936) * x.Narrow(0, 64, 999_936)).Mean().ToDouble().ShouldBe(0, 4e-3);
    }

    [Fact]
    public void A_stream_continues_from_its_position_and_ignores_the_number_of_threads()
    {
        using var scope = TensorScope.Enter();
        var threads = TorchRuntime.Threads;
        var whole = new NoiseStream(9);
        TorchRuntime.Threads = 1;
        _ = whole.Normal([100]);
        var second = whole.Normal([40_000]).ToArray<float>();
        TorchRuntime.Threads = 2;
        new NoiseStream(9, 128).Normal([40_000]).ToArray<float>().ShouldBe(second);
        TorchRuntime.Threads = threads;
        new NoiseStream(10, 128).Normal([40_000]).ToArray<float>().ShouldNotBe(second);
    }
}
