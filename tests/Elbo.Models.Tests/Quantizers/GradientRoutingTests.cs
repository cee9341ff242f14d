using Elbo.Models.Quantizers;
using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Models.Tests.Quantizers;

/// <summary>Which of the three terms of the objective teaches what (van den Oord et al. 2017, eq. 3).</summary>
[NoLeak]
public sealed class GradientRoutingTests
{
    [Fact]
    public void The_output_teaches_the_encoder_unchanged_and_the_codebook_nothing()
    {
        using var scope = TensorScope.Enter();
        using var quantizer = Build();
        var z = Vectors();
        var weights = new NoiseStream(2).Normal([20, 3]).To(DType.F64);
        (quantizer.Quantize(z, new NoiseStream(1)).Vectors * weights).Sum().Backward();
        z.Grad!.ToArray<double>().ShouldBe(weights.ToArray<double>());
        IsZero(quantizer.Parameters().Single().Grad);
    }

    [Fact]
    public void Commitment_teaches_the_encoder_alone()
    {
        using var scope = TensorScope.Enter();
        using var quantizer = Build();
        var z = Vectors();
        var result = quantizer.Quantize(z, new NoiseStream(1));
        Term(result, "commitment").Sum().Backward();
        var expected = ((z - result.Vectors).Detach() * 2).ToArray<double>();
        z.Grad!.ToArray<double>().ShouldBe(expected);
        IsZero(quantizer.Parameters().Single().Grad);
    }

    [Fact]
    public void The_codebook_term_teaches_the_codebook_alone()
    {
        using var scope = TensorScope.Enter();
        using var quantizer = Build();
        var z = Vectors();
        var result = quantizer.Quantize(z, new NoiseStream(1));
        Term(result, "codebook").Sum().Backward();
        IsZero(z.Grad);
        var expected = new double[5 * 3];
        var (codes, difference) = (result.Codes.ToArray<long>(), (result.Vectors - z).Detach().ToArray<double>());
        for (var n = 0; n < codes.Length; n++)
            for (var d = 0; d < 3; d++) expected[codes[n] * 3 + d] += 2 * difference[n * 3 + d];
        // Another order of summation.
        quantizer.Parameters().Single().Grad!.ToArray<double>().ShouldBe(expected, 1e-12);
    }

    [Fact]
    public void The_terms_are_squared_distances_summed_over_the_vector_and_averaged_over_positions()
    {
        using var scope = TensorScope.Enter();
        using var quantizer = Build();
        var z = new NoiseStream(1).Normal([2, 10, 3]).To(DType.F64);
        var result = quantizer.Quantize(z, new NoiseStream(1));
        var expected = (z - result.Vectors).Square().Sum([-1]).Mean([1]).ToArray<double>();
        foreach (var term in result.LossTerms()) term.Values.ToArray<double>().ShouldBe(expected, 1e-12);
        result.Objective().ToArray<double>().ShouldBe([.. expected.Select(v => 1.25 * v)], 1e-12);
    }

    private static VectorQuantizer Build()
    {
        using var generator = new Generator(1);
        return new(new() { Codes = 5 }, 3, generator, DType.F64);
    }

    private static Tensor Vectors() => new NoiseStream(1).Normal([20, 3]).To(DType.F64).RequireGrad();

    private static Tensor Term(Quantized result, string name) => result.Terms.Single(t => t.Name == name).PerPosition;

    private static void IsZero(Tensor? gradient)
    {
        if (gradient is not null) gradient.ToArray<double>().ShouldAllBe(v => v == 0);
    }
}
