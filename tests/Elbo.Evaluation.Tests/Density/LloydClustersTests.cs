using Elbo.Evaluation.Density;
using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Evaluation.Tests.Density;

[NoLeak]
public sealed class LloydClustersTests
{
    [Fact]
    public void Separate_clouds_get_a_centroid_each_at_their_mean()
    {
        using var scope = TensorScope.Enter();
        var noise = new NoiseStream(2);
        var clouds = Enumerable.Range(0, 3).Select(k => noise.Normal([200, 2]) * 0.1 + Tensor.From([10f * k, -10f * k], 2)).ToArray();
        // Ten starts: two of the first centroids may fall into one cloud, which Lloyd's algorithm does not mend.
        var found = Enumerable.Range(0, 10).Select(s => LloydClusters.Of(Ops.Cat(clouds), 3, 10, new((ulong)s)).ToArray<float>().Chunk(2).OrderBy(c => c[0]).ToArray()).ToList();
        var means = clouds.Select(c => c.Mean([0]).ToArray<float>()).ToArray();
        found.ShouldContain(f => f.Zip(means, (a, b) => Math.Abs(a[0] - b[0]) + Math.Abs(a[1] - b[1])).Max() < 1e-4);
    }

    [Fact]
    public void A_cluster_without_points_goes_on_elsewhere()
    {
        using var scope = TensorScope.Enter();
        // Of equal points one centroid takes all; the other two are placed anew and stay points.
        var x = Tensor.Ones([100, 1]);
        LloydClusters.Of(x, 3, 4, new(1)).ToArray<float>().ShouldAllBe(v => v == 1);
    }

    [Fact]
    public void Each_iteration_brings_the_points_closer_to_their_centroids()
    {
        using var scope = TensorScope.Enter();
        var x = new NoiseStream(3).Normal([500, 5]);
        var costs = Enumerable.Range(0, 6).Select(n => Cost(LloydClusters.Of(x, 8, n, new(4)))).ToList();
        costs.ShouldBe(costs.OrderDescending());
        costs[5].ShouldBeLessThan(0.9 * costs[0]);

        double Cost(Tensor centroids) => (x - centroids.IndexSelect(0, SquaredDistances.Nearest(x, centroids, default))).Square().Sum().ToDouble();
    }

    [Fact]
    public void More_clusters_than_points_are_refused()
    {
        using var scope = TensorScope.Enter();
        Should.Throw<ArgumentOutOfRangeException>(() => LloydClusters.Of(Tensor.Zeros([3, 1]), 4, 1, new(1)));
    }
}
