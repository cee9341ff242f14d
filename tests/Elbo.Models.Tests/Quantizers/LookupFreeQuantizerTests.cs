using Elbo.Models.Quantizers;
using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Models.Tests.Quantizers;

/// <summary>LFQ: signs, and its entropies against a table of all codes.</summary>
[NoLeak]
public sealed class LookupFreeQuantizerTests
{
    [Fact]
    public void Codes_are_the_signs_as_bits_with_the_first_element_least()
    {
        using var scope = TensorScope.Enter();
        using var quantizer = new LookupFreeQuantizer(3);
        var result = quantizer.Quantize(Tensor.From<float>([0.2f, -3, 0.1f, -1, 0, 5], 2, 3), new NoiseStream(1));
        result.Codes.ToArray<long>().ShouldBe([5L, 4]);
        result.Vectors.ToArray<float>().ShouldBe([1, -1, 1, -1, -1, 1]);
    }

    [Theory, InlineData(3), InlineData(10)]
    public void The_entropy_of_a_position_is_exact(int bits)
    {
        using var scope = TensorScope.Enter();
        using var quantizer = new LookupFreeQuantizer(bits, sharpness: 0.7);
        var z = new NoiseStream(1).Normal([20, bits]).To(DType.F64);
        var p = Table(z, bits, 0.7);
        var expected = p.Select(row => -row.Sum(v => v * Math.Log(v))).ToArray();
        quantizer.Entropies(z).Sure.ToArray<double>().ShouldBe(expected, 1e-10);
    }

    [Fact]
    public void The_entropy_of_the_mean_is_exact_within_a_block_and_an_upper_bound_beyond()
    {
        using var scope = TensorScope.Enter();
        foreach (var bits in new[] { 3, 8, 10 })
        {
            using var quantizer = new LookupFreeQuantizer(bits, sharpness: 0.7);
            var z = new NoiseStream(1).Normal([20, bits]).To(DType.F64);
            var table = Table(z, bits, 0.7);
            var mean = Enumerable.Range(0, 1 << bits).Select(c => table.Average(row => row[c]));
            var exact = -mean.Sum(v => v * Math.Log(v));
            var spread = quantizer.Entropies(z).Spread.ToDouble();
            if (bits <= 8) spread.ShouldBe(exact, 1e-10);
            else spread.ShouldBeInRange(exact, bits * Math.Log(2));
        }
    }

    private static double[][] Table(Tensor z, int bits, double sharpness) => [.. z.ToArray<double>().Chunk(bits).Select(row =>
    {
        double[] odds = [.. Enumerable.Range(0, 1 << bits).Select(c => Math.Exp(-sharpness * row.Select((v, i) => Math.Pow(v - ((c >> i & 1) * 2 - 1), 2)).Sum()))];
        return odds.Select(o => o / odds.Sum()).ToArray();
    })];
}
