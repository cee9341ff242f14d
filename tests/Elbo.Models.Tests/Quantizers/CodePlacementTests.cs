using Elbo.Models.Quantizers;
using Elbo.Testing;
using Elbo.Torch;
using Elbo.Torch.Optim;

namespace Elbo.Models.Tests.Quantizers;

/// <summary>Remedies against collapse: k-means at the beginning and restarts of dead codes.</summary>
[NoLeak]
public sealed class CodePlacementTests
{
    private static readonly VectorQuantizerConfig Ema = new() { Codes = 8, Learning = CodebookLearning.Ema, Decay = 0.9 };

    [Fact]
    public void From_a_bad_start_the_codebook_collapses() => PerplexityAfter(Ema, 100).ShouldBeLessThan(5);

    [Theory, InlineData(CodebookLearning.Ema), InlineData(CodebookLearning.Gradient)]
    public void Restarts_find_all_clusters_from_a_bad_start(CodebookLearning learning) =>
        // A cluster has 32 vectors per batch: codes that share one fall below 24, a code of its own hardly ever.
        PerplexityAfter(Ema with { Learning = learning, RestartBelow = 24 }, 800).ShouldBeGreaterThan(7.9);

    [Theory, InlineData(1), InlineData(3)]
    public void K_means_finds_all_clusters_from_the_first_batches(int batches) =>
        PerplexityAfter(Ema with { KMeansBatches = batches }, batches).ShouldBeGreaterThan(7.9);

    [Fact]
    public void K_means_with_more_codes_than_vectors_leaves_no_error()
    {
        using var scope = TensorScope.Enter();
        using var quantizer = Build(Ema with { Codes = 20, KMeansBatches = 1 });
        var z = new NoiseStream(5).Normal([12, 3]);
        var result = quantizer.Quantize(z, new NoiseStream(1));
        result.Vectors.ToArray<float>().ShouldBe(z.ToArray<float>());
        result.Codes.ToArray<long>().ShouldBeUnique();
    }

    [Fact]
    public void K_means_over_more_batches_places_what_the_first_had_no_vectors_for()
    {
        using var scope = TensorScope.Enter();
        using var quantizer = Build(Ema with { Codes = 20, KMeansBatches = 2 });
        var z = new NoiseStream(5).Normal([20, 3]);
        quantizer.Quantize(z.Narrow(0, 0, 12), new NoiseStream(1));
        quantizer.Quantize(z.Narrow(0, 12, 8), new NoiseStream(1));
        quantizer.Evaluate();
        quantizer.Quantize(z, new NoiseStream(1)).Vectors.ToArray<float>().ShouldBe(z.ToArray<float>());
    }

    [Fact]
    public void Restarted_codes_are_different_vectors_of_the_batch_and_only_dead_ones_move()
    {
        using var scope = TensorScope.Enter();
        using var quantizer = Build(Ema with { RestartBelow = 0.1 });
        quantizer.Codebook.Counts.Narrow(0, 2, 4).ZeroInPlace();
        var before = Rows(quantizer.Codebook.Vectors());
        var z = new NoiseStream(8).Normal([30, 3]);
        // Quantising is what restarts; the averages of codes without vectors do not move after it, so these are where they were put.
        var result = quantizer.Quantize(z, new NoiseStream(1));
        var used = Rows(result.Vectors).Distinct().ToList();
        var batch = Rows(z);
        var placed = used.Where(batch.Contains).ToList();
        placed.Count.ShouldBeInRange(1, 4);
        used.Except(placed).ShouldBeSubsetOf(before.Where((_, k) => k is < 2 or >= 6));
        quantizer.Codebook.Counts.ToArray<float>()[2..6].ShouldAllBe(n => n > 0.5);
    }

    [Fact]
    public void With_fewer_vectors_than_dead_codes_the_others_wait()
    {
        using var scope = TensorScope.Enter();
        using var quantizer = Build(Ema with { RestartBelow = 0.1 });
        quantizer.Codebook.Counts.ZeroInPlace();
        quantizer.Quantize(new NoiseStream(8).Normal([3, 3]), new NoiseStream(1));
        quantizer.Codebook.Counts.ToArray<float>().Count(n => n > 0).ShouldBe(3);
    }

    [Fact]
    public void Weighted_rows_are_never_those_of_weight_zero_and_follow_the_weights()
    {
        using var scope = TensorScope.Enter();
        var noise = new NoiseStream(3);
        var weights = Tensor.From<double>([0, 1, 0, 3]);
        var first = 0;
        const int Draws = 4000;
        for (var k = 0; k < Draws; k++)
        {
            using var inner = TensorScope.Enter();
            var rows = RandomRows.Weighted(weights, 2, noise).ToArray<long>();
            rows.Order().ShouldBe([1L, 3]);
            if (rows[0] == 3) first++;
        }
        // Five standard errors of a frequency of three quarters.
        (first / (double)Draws).ShouldBe(0.75, 5 * Math.Sqrt(0.75 * 0.25 / Draws));
    }

    private static double PerplexityAfter(VectorQuantizerConfig config, int steps)
    {
        using var scope = TensorScope.Enter();
        using var quantizer = Build(config);
        using (Gradients.Off())
        {
            foreach (var (name, value) in quantizer.State())
                if (name is "codebook.vectors" or "codebook.sum") value.FillInPlace(100);
        }
        using var optimizer = config.Learning == CodebookLearning.Gradient ? new Sgd(quantizer.NamedParameters(), 0.001) : null;
        var noise = new NoiseStream(1);
        for (var step = 0; step < steps; step++)
        {
            using var inner = TensorScope.Enter();
            var result = quantizer.Quantize(Clusters((ulong)step), noise);
            if (optimizer is null) continue;
            result.Objective().Sum().Backward();
            optimizer.Step();
            optimizer.ZeroGrad();
        }
        quantizer.Evaluate();
        using var usage = new CodeUsage(quantizer.Levels);
        for (ulong batch = 0; batch < 20; batch++) usage.Add(quantizer.Quantize(Clusters(1000 + batch), noise).Codes);
        return usage.Perplexity();
    }

    // 256 vectors around the corners of a cube, half a side fifty standard deviations.
    private static Tensor Clusters(ulong seed)
    {
        var noise = new NoiseStream(seed);
        var corners = noise.Normal([256, 3]).Sign() * 5;
        return corners + noise.Normal([256, 3]) * 0.1;
    }

    private static VectorQuantizer Build(VectorQuantizerConfig config)
    {
        using var generator = new Generator(3);
        return new(config, 3, generator);
    }

    private static List<(float, float, float)> Rows(Tensor rows) => [.. rows.ToArray<float>().Chunk(3).Select(r => (r[0], r[1], r[2]))];
}
