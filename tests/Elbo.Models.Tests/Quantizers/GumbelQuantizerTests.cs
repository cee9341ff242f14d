using Elbo.Models.Quantizers;
using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Models.Tests.Quantizers;

/// <summary>The relaxed categorical code.</summary>
[NoLeak]
public sealed class GumbelQuantizerTests
{
    [Fact]
    public void The_gradient_of_a_relaxed_draw_is_that_of_its_value()
    {
        using var scope = TensorScope.Enter();
        using var quantizer = Build(new() { Codes = 5 });
        var weights = new NoiseStream(1).Normal([3, 4]).To(DType.F64);
        var z = new NoiseStream(2).Normal([3, 4]).To(DType.F64).RequireGrad();
        var gradient = Gradients.Of(Value(z), z);
        gradient.ToArray<double>().ShouldBe(FiniteDifference.Gradient(Value, z.Detach()), 1e-7);

        Tensor Value(Tensor x)
        {
            var result = quantizer.Quantize(x, new NoiseStream(7));
            return (result.Vectors * weights).Sum() + result.Objective().Sum();
        }
    }

    [Fact]
    public void A_hard_draw_is_a_code_and_has_the_gradient_of_the_relaxed_one()
    {
        using var scope = TensorScope.Enter();
        using var hard = Build(new() { Codes = 5, Hard = true });
        using var soft = Build(new() { Codes = 5 });
        var z = new NoiseStream(2).Normal([30, 4]).To(DType.F64).RequireGrad();
        var weights = new NoiseStream(1).Normal([30, 4]).To(DType.F64);
        var result = hard.Quantize(z, new NoiseStream(7));
        result.Vectors.ToArray<double>().ShouldBe(hard.Lookup(result.Codes).ToArray<double>());
        var expected = Gradients.Of((soft.Quantize(z, new NoiseStream(7)).Vectors * weights).Sum(), z).ToArray<double>();
        Gradients.Of((result.Vectors * weights).Sum(), z).ToArray<double>().ShouldBe(expected, 1e-12);
    }

    [Fact]
    public void The_divergence_is_zero_for_equal_logits_and_log_K_for_a_sure_code()
    {
        using var scope = TensorScope.Enter();
        using var quantizer = Build(new() { Codes = 5 });
        using (Gradients.Off())
        {
            foreach (var (name, value) in quantizer.NamedParameters())
                if (name.StartsWith("logits", StringComparison.Ordinal)) value.ZeroInPlace();
            quantizer.NamedParameters().Single(p => p.Name == "logits.weight").Value[2].FillInPlace(1);
        }
        var z = Tensor.From<double>([0, 0, 0, 0, 100, 100, 100, 100], 1, 2, 4);
        var result = quantizer.Quantize(z, new NoiseStream(1));
        result.Terms.Single().PerPosition.ToArray<double>().ShouldBe([0, Math.Log(5)], 1e-12);
        // A part of the bound: summed over positions.
        result.Objective().ToDouble().ShouldBe(Math.Log(5), 1e-12);
    }

    [Fact]
    public void Codes_are_drawn_with_the_probabilities_of_the_logits()
    {
        using var scope = TensorScope.Enter();
        const int Draws = 100_000;
        var logits = Tensor.From<double>([Math.Log(0.2), Math.Log(0.7), Math.Log(0.1)]);
        var codes = (logits + RandomRows.Gumbel([Draws, 3], new NoiseStream(1), Device.Cpu, DType.F64)).Argmax(-1);
        var frequencies = codes.Bincount(null, 3).ToArray<long>().Select(n => n / (double)Draws).ToArray();
        // Five standard errors of a frequency of one half.
        frequencies.ShouldBe([0.2, 0.7, 0.1], 5 * 0.5 / Math.Sqrt(Draws));
    }

    [Fact]
    public void The_temperature_falls_with_training_batches_in_steps_to_its_floor()
    {
        using var scope = TensorScope.Enter();
        using var quantizer = Build(new() { Codes = 3, Temperature = 2, LeastTemperature = 0.5, CoolingRate = 0.1, CoolingInterval = 5 });
        var seen = new List<double>();
        for (var step = 0; step < 30; step++)
        {
            seen.Add(quantizer.Temperature);
            quantizer.Quantize(Tensor.Zeros([1, 4], DType.F64), new NoiseStream(1));
        }
        seen.ShouldBe([.. Enumerable.Range(0, 30).Select(t => Math.Max(0.5, 2 * Math.Exp(-0.1 * (t / 5 * 5))))], 1e-12);
    }

    private static GumbelQuantizer Build(GumbelQuantizerConfig config)
    {
        using var generator = new Generator(1);
        return new(config, 4, generator, DType.F64);
    }
}
