using Elbo.Models.Quantizers;
using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Models.Tests.Quantizers;

/// <summary>Residual and product quantisers.</summary>
[NoLeak]
public sealed class ComposedQuantizerTests
{
    [Theory, InlineData(GradientEstimator.StraightThrough), InlineData(GradientEstimator.Rotation)]
    public void One_residual_stage_is_the_quantiser_itself(GradientEstimator estimator)
    {
        using var scope = TensorScope.Enter();
        var config = new VectorQuantizerConfig { Codes = 5, Estimator = estimator };
        using var plain = Stage(config, 1);
        using var residual = new ResidualQuantizer([Stage(config, 1)], 0, estimator);
        var z = Vectors(1).RequireGrad();
        var (a, b) = (plain.Quantize(z, new NoiseStream(1)), residual.Quantize(z, new NoiseStream(1)));
        b.Vectors.ToArray<float>().ShouldBe(a.Vectors.ToArray<float>());
        b.Codes.ToArray<long>().ShouldBe(a.Codes.ToArray<long>());
        b.Objective().ToArray<float>().ShouldBe(a.Objective().ToArray<float>());
        Gradient(b, z).ShouldBe(Gradient(a, z));
    }

    [Fact]
    public void With_zero_in_each_codebook_the_error_never_grows_with_stages()
    {
        using var scope = TensorScope.Enter();
        using var residual = new ResidualQuantizer([.. Enumerable.Range(0, 5).Select(k => Stage(new() { Codes = 6 }, (ulong)k))]);
        using (Gradients.Off())
        {
            foreach (var codebook in residual.Parameters()) codebook[0].ZeroInPlace();
        }
        residual.Evaluate();
        var z = Vectors(1);
        var codes = residual.Quantize(z, new NoiseStream(1)).Codes;
        var last = z.Square().Sum([-1]).ToArray<float>();
        var improved = 0;
        for (var stages = 1; stages <= 5; stages++)
        {
            var kept = Ops.Cat([codes.Narrow(-1, 0, stages), Tensor.Full([30, 5 - stages], -1, DType.I64)], -1);
            var error = (z - residual.Lookup(kept)).Square().Sum([-1]).ToArray<float>();
            for (var n = 0; n < error.Length; n++)
            {
                // Rounding of a sum of squares.
                error[n].ShouldBeLessThanOrEqualTo(last[n] * (1 + 1e-5f));
                if (error[n] < 0.99f * last[n]) improved++;
            }
            last = error;
        }
        improved.ShouldBeGreaterThan(30);
    }

    [Fact]
    public void The_gradient_of_the_output_counts_once_whatever_the_number_of_stages()
    {
        using var scope = TensorScope.Enter();
        using var residual = new ResidualQuantizer([.. Enumerable.Range(0, 4).Select(k => Stage(new() { Codes = 6 }, (ulong)k))]);
        var z = Vectors(1).RequireGrad();
        Gradients.Of(residual.Quantize(z, new NoiseStream(1)).Vectors.Sum(), z).ToArray<float>().ShouldAllBe(v => v == 1);
    }

    [Fact]
    public void Commitment_adds_up_over_stages()
    {
        using var scope = TensorScope.Enter();
        using var residual = new ResidualQuantizer([Stage(new() { Codes = 6 }, 1), Stage(new() { Codes = 6 }, 2)]);
        var z = Vectors(1);
        var result = residual.Quantize(z, new NoiseStream(1));
        var first = residual.Lookup(Ops.Cat([result.Codes.Narrow(-1, 0, 1), Tensor.Full([30, 1], -1, DType.I64)], -1));
        var expected = (z - first).Square().Sum([-1]) + (z - result.Vectors).Square().Sum([-1]);
        result.Terms.Select(t => t.Name).ShouldBe(["commitment", "codebook"]);
        result.Terms[0].PerPosition.ToArray<float>().ShouldBe(expected.ToArray<float>(), 1e-4);
    }

    [Fact]
    public void Dropout_uses_the_first_stages_and_every_number_of_them()
    {
        using var scope = TensorScope.Enter();
        using var residual = new ResidualQuantizer([.. Enumerable.Range(0, 4).Select(k => Stage(new() { Codes = 6 }, (ulong)k))], dropout: 1);
        var noise = new NoiseStream(5);
        var used = new int[5];
        for (var batch = 0; batch < 200; batch++)
        {
            using var inner = TensorScope.Enter();
            var codes = residual.Quantize(Vectors(1), noise).Codes.ToArray<long>();
            var stages = codes[..4].Count(c => c >= 0);
            codes.Chunk(4).ShouldAllBe(c => c.Take(stages).All(v => v >= 0) && c.Skip(stages).All(v => v == -1));
            used[stages]++;
        }
        used[0].ShouldBe(0);
        // Fifty expected of each; 25 is four standard deviations below.
        used[1..].ShouldAllBe(n => n > 25);
    }

    [Fact]
    public void A_product_quantises_each_part_with_its_own_codebook()
    {
        using var scope = TensorScope.Enter();
        var config = new VectorQuantizerConfig { Codes = 5 };
        using var a = Stage(config, 1);
        using var b = Stage(config, 2);
        using var product = new ProductQuantizer(Stage(config, 1), Stage(config, 2));
        var (x, y) = (Vectors(1), Vectors(2));
        var result = product.Quantize(Ops.Cat([x, y], -1), new NoiseStream(1));
        var (left, right) = (a.Quantize(x, new NoiseStream(1)), b.Quantize(y, new NoiseStream(1)));
        result.Vectors.ToArray<float>().ShouldBe(Ops.Cat([left.Vectors, right.Vectors], -1).ToArray<float>());
        result.Codes.ToArray<long>().ShouldBe(Ops.Cat([left.Codes, right.Codes], -1).ToArray<long>());
        result.Objective().ToArray<float>().ShouldBe((left.Objective() + right.Objective()).ToArray<float>(), 1e-5);
    }

    private static float[] Gradient(Quantized result, Tensor z) => Gradients.Of(result.Vectors.Square().Sum() + result.Objective().Sum(), z).ToArray<float>();

    private static VectorQuantizer Stage(VectorQuantizerConfig config, ulong seed)
    {
        using var generator = new Generator(seed);
        return new(config, 4, generator);
    }

    private static Tensor Vectors(ulong seed) => new NoiseStream(seed).Normal([30, 4]);
}
