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
    public void Binarisation_has_the_pixel_as_its_mean_and_keeps_black_and_white()
    {
        using var scope = TensorScope.Enter();
        var levels = Enumerable.Range(0, 256).Select(v => (byte)v).ToArray();
        var pixels = Tensor.From(levels, 1, 256);
        var sum = Tensor.Zeros([256]);
        const int Draws = 4000;
        for (var draw = 0; draw < Draws; draw++)
        {
            using var step = TensorScope.Enter();
            sum.AddInPlace(NoiseStream.Binarise(pixels, Tensor.From([0L]), 1, (ulong)draw)[0]);
        }
        var mean = sum.ToArray<float>();
        (mean[0], mean[255]).ShouldBe((0f, (float)Draws));
        for (var v = 1; v < 255; v++)
        {
            var p = v / 255.0;
            // Five standard errors: 254 comparisons of one fixed stream.
            (mean[v] / Draws).ShouldBe((float)p, 5 * Math.Sqrt(p * (1 - p) / Draws), $"level {v}");
        }
    }

    [Fact]
    public void An_example_gets_the_same_ink_in_any_batch()
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(1);
        var pixels = (Tensor.Rand([10, 100], generator) * 255).To(DType.U8);
        var all = NoiseStream.Binarise(pixels, Tensor.Arange(10), 4, 2);
        var some = NoiseStream.Binarise(pixels, Tensor.From([7L, 3L]), 4, 2);
        some[0].ToArray<float>().ShouldBe(all[7].ToArray<float>());
        some[1].ToArray<float>().ShouldBe(all[3].ToArray<float>());
        NoiseStream.Binarise(pixels, Tensor.From([7L]), 4, 3)[0].ToArray<float>().ShouldNotBe(all[7].ToArray<float>());
        Should.Throw<TorchException>(() => NoiseStream.Binarise(pixels, Tensor.From([10L]), 4, 2)).Message.ShouldContain("index 10");
    }
}
