using Elbo.Models.Quantizers;
using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Models.Tests.Quantizers;

/// <summary>Perplexity and usage of codes, and the search for the nearest.</summary>
[NoLeak]
public sealed class CodeUsageTests
{
    [Theory, InlineData(1), InlineData(2), InlineData(512)]
    public void Equal_use_of_K_codes_has_perplexity_K(int codes) =>
        // The 1e-10 in the logarithm.
        CodeUsage.Perplexity([.. Enumerable.Repeat(7L, codes)]).ShouldBe(codes, 1e-4);

    [Fact]
    public void A_single_code_has_perplexity_one() => CodeUsage.Perplexity([0L, 0, 99, 0]).ShouldBe(1, 1e-9);

    [Fact]
    public void Perplexity_is_the_exponential_of_the_entropy() =>
        CodeUsage.Perplexity([1L, 2, 3, 0]).ShouldBe(Math.Exp(-(Math.Log(1 / 6.0) / 6 + Math.Log(1 / 3.0) / 3 + Math.Log(0.5) / 2)), 1e-8);

    [Fact]
    public void Usage_adds_up_over_batches_by_group_and_leaves_absent_codes_out()
    {
        using var scope = TensorScope.Enter();
        using var usage = new CodeUsage([3, 5]);
        usage.Add(Tensor.From<long>([0, 4, 2, -1, 0, 4], 3, 2));
        usage.Add(Tensor.From<long>([1, 3], 1, 1, 2));
        usage.Histogram(0).ShouldBe([2L, 1, 1]);
        usage.Histogram(1).ShouldBe([0L, 0, 0, 1, 2]);
        usage.Distinct(1).ShouldBe(2);
        usage.Perplexity(1).ShouldBe(CodeUsage.Perplexity([1L, 2]), 1e-9);
        usage.Reset();
        usage.Distinct().ShouldBe(0);
    }

    [Fact]
    public void An_epoch_shows_codes_that_no_batch_can()
    {
        using var scope = TensorScope.Enter();
        using var usage = new CodeUsage([64]);
        for (var batch = 0; batch < 16; batch++)
        {
            var codes = (Tensor.Arange(4) + 4 * batch).View([4, 1]);
            new Quantized(codes, codes, [], [64]).Perplexity().Single().ShouldBe(4, 1e-6);
            usage.Add(codes);
        }
        usage.Perplexity().ShouldBe(64, 1e-5);
    }

    [Fact]
    public void The_nearest_code_is_found_across_chunks_and_the_lowest_of_equals()
    {
        using var scope = TensorScope.Enter();
        // Two vectors per chunk at this number of codes; squares below 2^53 are exact.
        const int Codes = 1 << 21;
        var codebook = Tensor.Arange(Codes, DType.F64).View([Codes, 1]);
        long[] expected = [5, Codes - 1, 0, 77, 1_000_000];
        NearestCodes.Of(Tensor.From([5.2, 1e7, -3, 76.8, 1_000_000.4], 5, 1), codebook).ToArray<long>().ShouldBe(expected);
        NearestCodes.Of(Tensor.Zeros([3, 2]), Tensor.Ones([4, 2])).ToArray<long>().ShouldBe([0L, 0, 0]);
    }

    [Fact]
    public void The_nearest_code_is_that_of_the_distances_themselves()
    {
        using var scope = TensorScope.Enter();
        Tensor z = new NoiseStream(1).Normal([300, 6]).To(DType.F64), codes = new NoiseStream(2).Normal([40, 6]).To(DType.F64);
        var distances = (z.Unsqueeze(1) - codes.Unsqueeze(0)).Square().Sum([-1]);
        NearestCodes.Of(z, codes).ToArray<long>().ShouldBe(distances.Argmin(-1).ToArray<long>());
    }
}
