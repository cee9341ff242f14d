using Elbo.Evaluation.Latents;
using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Evaluation.Tests.Latents;

[NoLeak]
public sealed class NearestCodesTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Every_code_is_looked_at_and_none_is_its_own_neighbour(bool same)
    {
        using var scope = TensorScope.Enter();
        var noise = new NoiseStream(3);
        var (a, b) = (noise.Normal([200, 4]), noise.Normal([300, 4]));
        if (same) b = a;
        var found = NearestCodes.Of(a, b, 3, same);
        found.Count.ShouldBe(200);
        double[][] left = Rows(a), right = Rows(b);
        for (var n = 0; n < 200; n++)
        {
            var all = Enumerable.Range(0, right.Length).Where(k => !same || k != n).Select(k => (Row: k, Distance: Math.Sqrt(left[n].Zip(right[k], (x, y) => (x - y) * (x - y)).Sum()))).OrderBy(p => p.Distance).Take(3).ToList();
            found[n].Select(p => p.Row).ShouldBe(all.Select(p => p.Row));
            // Both are sums of the same four squares in f64.
            for (var k = 0; k < 3; k++) found[n][k].Distance.ShouldBe(all[k].Distance, 1e-12);
        }
    }

    [Fact]
    public void Duplicates_far_from_the_origin_are_at_distance_zero_and_nearly_equal_codes_are_not()
    {
        using var scope = TensorScope.Enter();
        // In f32 a difference of squares of this size is off by more than 100.
        var codes = Tensor.From([30000f, 40000, 30000, 40000, 30000.5f, 40000, 0, 0], [4, 2]);
        var found = NearestCodes.Of(codes, codes, 10, same: true);
        found[0].ShouldBe([(1, 0), (2, 0.5), (3, 50000)]);
        found[1].ShouldBe([(0, 0), (2, 0.5), (3, 50000)]);
        NearestCodes.Of(codes.Narrow(0, 0, 1), codes.Narrow(0, 0, 1), 5, same: true).ShouldHaveSingleItem().ShouldBeEmpty();
    }

    private static double[][] Rows(Tensor codes) => [.. codes.To(DType.F64).ToArray<double>().Chunk((int)codes.Size(1))];
}
