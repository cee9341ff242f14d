using Elbo.Models.Quantizers;
using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Models.Tests.Quantizers;

/// <summary>FSQ: codes, bounds and gradient.</summary>
[NoLeak]
public sealed class FiniteScalarQuantizerTests
{
    [Theory]
    [InlineData(0, 0, 0, 0, 0)]
    [InlineData(7, 4, 4, 4, 999)]
    [InlineData(1, 0, 0, 0, 1)]
    [InlineData(0, 1, 0, 0, 8)]
    [InlineData(1, 2, 3, 4, 937)]
    public void The_first_digit_is_the_least_significant(long a, long b, long c, long d, long number)
    {
        using var scope = TensorScope.Enter();
        var radix = new MixedRadix([8, 5, 5, 5]);
        radix.ToNumber(Tensor.From([a, b, c, d], 1, 4)).ToInt64().ShouldBe(number);
        radix.ToDigits(Tensor.From([number])).ToArray<long>().ShouldBe([a, b, c, d]);
    }

    [Fact]
    public void Every_code_belongs_to_one_vector_and_back()
    {
        using var scope = TensorScope.Enter();
        using var quantizer = new FiniteScalarQuantizer(8, 5, 5, 5);
        quantizer.Levels.ShouldBe([1000]);
        var codes = Tensor.Arange(1000).View([1000, 1]);
        var vectors = quantizer.Lookup(codes);
        vectors.ToArray<float>().Chunk(4).Select(v => (v[0], v[1], v[2], v[3])).ShouldBeUnique();
        vectors.ToArray<float>().ShouldAllBe(v => v >= -1 && v <= 1);
        // A vector inside the code's cell: the inverse of the bound, kept from the outermost values, which only infinity reaches.
        var (z, values) = (new float[4000], vectors.ToArray<float>());
        int[] levels = [8, 5, 5, 5];
        for (var j = 0; j < z.Length; j++)
        {
            var l = levels[j % 4];
            double half = (l - 1) * 1.001 / 2, offset = l % 2 == 0 ? 0.5 : 0;
            z[j] = (float)(Math.Atanh(Math.Clamp((values[j] * (l / 2) + offset) / half, -0.99, 0.99)) - Math.Atanh(offset / half));
        }
        quantizer.Quantize(Tensor.From(z, 1000, 4), new NoiseStream(1)).Codes.ToArray<long>().ShouldBe(codes.ToArray<long>());
    }

    [Theory, InlineData(3), InlineData(4), InlineData(5), InlineData(8), InlineData(255), InlineData(256), InlineData(998), InlineData(999)]
    public void All_levels_are_reached_in_order_none_beyond_and_zero_stays_zero(int levels)
    {
        using var scope = TensorScope.Enter();
        using var quantizer = new FiniteScalarQuantizer(levels);
        var z = (Tensor.Arange(400_001, DType.F64) - 200_000) / 10_000;
        var codes = quantizer.Quantize(z.View([-1, 1]), new NoiseStream(1)).Codes.ToArray<long>();
        codes.Distinct().ShouldBe(Enumerable.Range(0, levels).Select(l => (long)l));
        quantizer.Quantize(Tensor.Zeros([1, 1]), new NoiseStream(1)).Vectors.ToDouble().ShouldBe(0);
    }

    [Fact]
    public void No_input_gives_a_code_out_of_range()
    {
        using var scope = TensorScope.Enter();
        using var quantizer = new FiniteScalarQuantizer(8, 5);
        float[] odd = [float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, float.MinValue, 1e-45f];
        var z = Tensor.From([.. odd.SelectMany(a => odd.SelectMany(b => new[] { a, b }))], 36, 2);
        quantizer.Quantize(z, new NoiseStream(1)).Codes.ToArray<long>().ShouldAllBe(c => c >= 0 && c < 40);
    }

    [Fact]
    public void The_gradient_is_that_of_the_bound_before_rounding()
    {
        using var scope = TensorScope.Enter();
        using var quantizer = new FiniteScalarQuantizer(8, 5, 4, 3);
        var weights = new NoiseStream(1).Normal([5, 4]).To(DType.F64);
        var width = Tensor.From<double>([4, 2, 2, 1]);
        var z = new NoiseStream(2).Normal([5, 4]).To(DType.F64).RequireGrad();
        var gradient = Gradients.Of((quantizer.Quantize(z, new NoiseStream(1)).Vectors * weights).Sum(), z);
        gradient.ToArray<double>().ShouldBe(FiniteDifference.Gradient(x => (quantizer.Bound(x) / width * weights).Sum(), z.Detach()), 1e-8);
    }

    [Theory, InlineData(2), InlineData(1000)]
    public void Levels_outside_the_rule_are_refused(int levels) =>
        Should.Throw<ArgumentException>(() => new FiniteScalarQuantizer(8, levels)).Message.ShouldContain("3 to 999");

    [Fact]
    public void More_codes_than_an_integer_holds_are_refused() =>
        Should.Throw<ArgumentException>(() => new FiniteScalarQuantizer(900, 900, 900, 900)).Message.ShouldContain("900 × 900");
}
