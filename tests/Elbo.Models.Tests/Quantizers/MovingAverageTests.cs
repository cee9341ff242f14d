using Elbo.Models.Networks;
using Elbo.Models.Quantizers;
using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Models.Tests.Quantizers;

/// <summary>The codebook as a moving average.</summary>
[NoLeak]
public sealed class MovingAverageTests
{
    private static readonly VectorQuantizerConfig Ema = new() { Codes = 4, Learning = CodebookLearning.Ema };

    [Fact]
    public void Without_memory_a_step_is_one_of_k_means()
    {
        using var scope = TensorScope.Enter();
        using var quantizer = Build(Ema with { Decay = 0, Smoothing = 0 });
        var (z, before) = (Vectors(1).ToArray<double>(), Codes(quantizer));
        quantizer.Quantize(Vectors(1), new NoiseStream(1));
        // Rounding of N/ΣN·ΣN and of the order of summation.
        Codes(quantizer).ShouldBe(Lloyd(z, before), 1e-12);
    }

    [Fact]
    public void Averages_follow_the_definition_and_smoothing_does_not_enter_them()
    {
        using var scope = TensorScope.Enter();
        using var quantizer = Build(Ema with { Decay = 0.75, Smoothing = 0.5 });
        var before = Codes(quantizer);
        double[] count = [1, 1, 1, 1], sum = [.. before];
        for (ulong step = 0; step < 4; step++)
        {
            var z = Vectors(step);
            var codes = quantizer.Quantize(z, new NoiseStream(1)).Codes.ToArray<long>();
            for (var k = 0; k < 4; k++) count[k] = 0.75 * count[k] + 0.25 * codes.Count(c => c == k);
            for (var j = 0; j < sum.Length; j++) sum[j] *= 0.75;
            for (var n = 0; n < codes.Length; n++)
                for (var d = 0; d < 2; d++) sum[codes[n] * 2 + d] += 0.25 * z.ToArray<double>()[n * 2 + d];
            quantizer.Codebook.Counts.ToArray<double>().ShouldBe(count, 1e-12);
            var after = Codes(quantizer);
            foreach (var k in codes.Distinct())
            {
                var smoothed = (count[k] + 0.5) / (count.Sum() + 4 * 0.5) * count.Sum();
                for (var d = 0; d < 2; d++) after[k * 2 + d].ShouldBe(sum[k * 2 + d] / smoothed, 1e-12);
            }
        }
    }

    [Fact]
    public void A_code_without_vectors_stays_where_it_is_to_the_bit()
    {
        using var scope = TensorScope.Enter();
        using var quantizer = Build(Ema with { Decay = 0.5 });
        quantizer.Codebook.Vectors()[3].FillInPlace(1000);
        var before = Codes(quantizer)[6..];
        // Far beyond the step where the decayed count underflows, even in double precision.
        for (ulong step = 0; step < 1500; step++) quantizer.Quantize(Vectors(step), new NoiseStream(1));
        Codes(quantizer)[6..].ShouldBe(before);
        quantizer.Codebook.Counts.ToArray<double>()[3].ShouldBe(0);
        // And it comes to life when vectors reach it.
        quantizer.Quantize(Tensor.Full([1, 2], 999.0, DType.F64), new NoiseStream(1));
        // A single vector, but for the smoothing of a count of one half by 1e-5.
        Codes(quantizer)[6].ShouldBe(999, 0.1);
    }

    [Fact]
    public void Decay_of_one_leaves_the_codebook_to_the_bit()
    {
        using var scope = TensorScope.Enter();
        using var quantizer = Build(Ema with { Decay = 1 });
        var before = QuantizerCase.Bytes(quantizer);
        for (ulong step = 0; step < 5; step++) quantizer.Quantize(Vectors(step), new NoiseStream(1));
        QuantizerCase.Bytes(quantizer).ShouldBe(before);
    }

    [Fact]
    public void Backward_after_the_codebook_moved_uses_the_vectors_of_the_forward_pass()
    {
        using var scope = TensorScope.Enter();
        using var quantizer = Build(Ema with { Decay = 0 });
        var z = Vectors(1).RequireGrad();
        var result = quantizer.Quantize(z, new NoiseStream(1));
        var expected = ((z - result.Vectors).Detach() * 2).ToArray<double>();
        quantizer.Quantize(Vectors(2), new NoiseStream(1));
        result.Terms[0].PerPosition.Sum().Backward();
        z.Grad!.ToArray<double>().ShouldBe(expected);
    }

    [Fact]
    public void Cosine_codes_keep_the_length_one()
    {
        using var scope = TensorScope.Enter();
        using var quantizer = Build(Ema with { Metric = CodeMetric.Cosine, Decay = 0.5 });
        for (ulong step = 0; step < 5; step++)
        {
            var vectors = quantizer.Quantize(Vectors(step) * 7, new NoiseStream(1)).Vectors;
            vectors.Square().Sum([-1]).ToArray<double>().ShouldAllBe(v => Math.Abs(v - 1) < 1e-12);
        }
    }

    [Fact]
    public void Scaling_to_length_one_has_the_gradient_of_its_value()
    {
        using var scope = TensorScope.Enter();
        var weights = new NoiseStream(1).Normal([5, 4]).To(DType.F64);
        var z = new NoiseStream(2).Normal([5, 4]).To(DType.F64).RequireGrad();
        var gradient = Gradients.Of((UnitRows.Of(z) * weights).Sum(), z).ToArray<double>();
        gradient.ShouldBe(FiniteDifference.Gradient(x => (UnitRows.Of(x) * weights).Sum(), z.Detach()), 1e-8);
    }

    [Fact]
    public void A_row_of_zeros_stays_and_passes_no_gradient_on()
    {
        using var scope = TensorScope.Enter();
        var z = Tensor.Zeros([1, 3]).RequireGrad();
        var unit = UnitRows.Of(z);
        unit.ToArray<float>().ShouldBe([0, 0, 0]);
        Gradients.Of(unit.Sum(), z).ToArray<float>().ShouldBe([0, 0, 0]);
    }

    private static VectorQuantizer Build(VectorQuantizerConfig config)
    {
        using var generator = new Generator(3);
        return new(config, 2, generator, DType.F64);
    }

    private static double[] Codes(VectorQuantizer quantizer) => quantizer.Codebook.Vectors().ToArray<double>();

    private static Tensor Vectors(ulong seed) => new NoiseStream(seed).Normal([40, 2]).To(DType.F64);

    private static double[] Lloyd(double[] z, double[] codes)
    {
        var (sum, count) = (new double[codes.Length], new int[codes.Length / 2]);
        for (var n = 0; n < z.Length / 2; n++)
        {
            var best = Enumerable.Range(0, count.Length).MinBy(k => Math.Pow(z[2 * n] - codes[2 * k], 2) + Math.Pow(z[2 * n + 1] - codes[2 * k + 1], 2));
            count[best]++;
            sum[2 * best] += z[2 * n];
            sum[2 * best + 1] += z[2 * n + 1];
        }
        return [.. codes.Select((c, j) => count[j / 2] == 0 ? c : sum[j] / count[j / 2])];
    }
}
