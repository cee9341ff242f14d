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

    [Fact]
    public void Draws_are_philox_and_box_muller_in_f64()
    {
        using var scope = TensorScope.Enter();
        const ulong seed = 0x0123456789abcdef, start = 64 * 5000;
        var drawn = new NoiseStream(seed, start).Normal([64 * 200]).ToArray<float>();
        for (var k = 0; k < drawn.Length; k += 2 * Lanes)
        {
            for (var lane = 0; lane < Lanes; lane++)
            {
                var words = Philox(start / 4 + (ulong)(k / 64 * Lanes + lane), seed);
                var pair = k / (2 * Lanes) % 2;
                var radius = Math.Sqrt(-2 * Math.Log(((words[2 * pair] >> 8) + 1) / 16777216.0));
                var (sine, cosine) = Math.SinCos(2 * Math.PI * (words[2 * pair + 1] >> 8) / 16777216.0);
                // The polynomials' 1e-7, times a radius of up to 5.8.
                ((double)drawn[k + lane]).ShouldBe(radius * cosine, 1e-6);
                ((double)drawn[k + Lanes + lane]).ShouldBe(radius * sine, 1e-6);
            }
        }
    }

    private const int Lanes = 16;

    // Salmon et al. 2011, as written there.
    private static uint[] Philox(ulong counter, ulong key)
    {
        uint a = (uint)counter, b = (uint)(counter >> 32), c = 0x4e4f524d, d = 0;
        uint k0 = (uint)key, k1 = (uint)(key >> 32);
        for (var round = 0; round < 10; round++)
        {
            ulong p = 0xD2511F53ul * a, q = 0xCD9E8D57ul * c;
            (a, b, c, d) = ((uint)(q >> 32) ^ b ^ k0, (uint)q, (uint)(p >> 32) ^ d ^ k1, (uint)p);
            k0 += 0x9E3779B9;
            k1 += 0xBB67AE85;
        }
        return [a, b, c, d];
    }
}
