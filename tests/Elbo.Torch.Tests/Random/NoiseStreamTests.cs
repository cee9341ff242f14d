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

    [Theory]
    [InlineData(DType.F32)]
    [InlineData(DType.F64)]
    public void Both_kinds_of_noise_have_the_moments_of_their_distribution(DType dtype)
    {
        using var scope = TensorScope.Enter();
        const int Count = 1_000_000;
        var stream = new NoiseStream(6);
        // E xᵏ of N(0, 1) and U(0, 1), and four standard errors √(Var xᵏ / n) of each.
        Compare(stream.Normal([Count], default, dtype), [0, 1, 0, 3], [1, 2, 15, 96]);
        Compare(stream.Uniform([Count], default, dtype), [1.0 / 2, 1.0 / 3, 1.0 / 4, 1.0 / 5], [1.0 / 12, 4.0 / 45, 9.0 / 112, 16.0 / 225]);

        static void Compare(Tensor draws, double[] moments, double[] variances)
        {
            var x = draws.To(DType.F64);
            for (var k = 0; k < 4; k++) x.Pow(k + 1).Mean().ToDouble().ShouldBe(moments[k], 4 * Math.Sqrt(variances[k] / Count));
            // Neighbours in the place of a word and in the place of a lane are uncorrelated.
            var centred = x - moments[0];
            foreach (var lag in new[] { 1, 16, 64 })
            {
                var product = centred.Narrow(0, 0, Count - lag) * centred.Narrow(0, lag, Count - lag);
                product.Mean().ToDouble().ShouldBe(0, 4 * variances[0] / Math.Sqrt(Count - lag));
            }
        }
    }

    [Fact]
    public void Uniform_draws_are_words_of_philox_strictly_between_0_and_1()
    {
        using var scope = TensorScope.Enter();
        const ulong seed = 0x0123456789abcdef, start = 64 * 5000;
        float[] single = new NoiseStream(seed, start).Uniform([1000]).ToArray<float>();
        double[] twice = new NoiseStream(seed, start).Uniform([500], default, DType.F64).ToArray<double>();
        for (var k = 0; k < single.Length; k++)
        {
            var words = Philox(start / 4 + (ulong)(k / 64 * Lanes + k % Lanes), seed, Uniform, 0);
            ((double)single[k]).ShouldBe(Math.Max(0.5, words[k / Lanes % 4] >> 8) / 16777216.0);
        }
        for (var k = 0; k < twice.Length; k++)
        {
            var words = Philox(start / 4 + (ulong)(k / 32 * Lanes + k % Lanes), seed, Uniform, 1);
            var pair = k / Lanes % 2;
            var step = ((ulong)words[2 * pair] << 21) | (words[(2 * pair) + 1] >> 11);
            twice[k].ShouldBe(Math.Max(0.5, step) / 9007199254740992.0);
        }
        // Among 2²⁶ draws the least and the greatest step are all but certain (1 − e⁻⁴ each).
        var all = new NoiseStream(1).Uniform([1 << 26]);
        all.Min().ToDouble().ShouldBe(1.0 / (1 << 25));
        all.Max().ToDouble().ShouldBe(1 - 1.0 / (1 << 24));
    }

    [Theory]
    [InlineData(DType.F32, 128)]
    [InlineData(DType.F64, 256)]
    public void A_draw_moves_the_stream_by_the_words_it_took_in_whole_blocks(DType dtype, int words)
    {
        using var scope = TensorScope.Enter();
        var stream = new NoiseStream(9);
        _ = stream.Normal([100], default, dtype);
        stream.Position.ShouldBe((ulong)words);
        var drawn = stream.Uniform([40_000], default, dtype).To(DType.F64).ToArray<double>();
        new NoiseStream(9, (ulong)words).Uniform([40_000], default, dtype).To(DType.F64).ToArray<double>().ShouldBe(drawn);
        _ = stream.Normal([0], default, dtype);
        var place = stream.Position;
        place.ShouldBe((ulong)words + (dtype == DType.F32 ? 40_000ul : 80_000ul));
        var next = stream.NextSeed();
        stream.Position.ShouldBe(place + 64);
        new NoiseStream(9, place).NextSeed().ShouldBe(next);
        stream.NextSeed().ShouldNotBe(next);
        Should.Throw<ArgumentException>(() => stream.Uniform([1], default, DType.I64)).Message.ShouldContain("F32 or F64");
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
                var words = Philox(start / 4 + (ulong)(k / 64 * Lanes + lane), seed, Normal, 0);
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

    private const uint Normal = 0x4e4f524d, Uniform = 0x554e4946;

    // Salmon et al. 2011, as written there.
    private static uint[] Philox(ulong counter, ulong key, uint kind, uint width)
    {
        uint a = (uint)counter, b = (uint)(counter >> 32), c = kind, d = width;
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
