using Elbo.Models.Networks;
using Elbo.Torch;

namespace Elbo.Models.Quantizers;

/// <summary>
/// Lloyd's algorithm on a batch, begun by drawing vectors with probability proportional to their squared distance from the codes placed
/// so far: one at a time for few codes (k-means++, Arthur and Vassilvitskii 2007), a sixteenth of them at a time for many (as in
/// k-means‖, Bahmani et al. 2012), which costs 16 passes instead of K.
/// </summary>
internal static class KMeans
{
    private const int Rounds = 16;
    private const int Iterations = 10;

    /// <summary>Moves placed codes towards the vectors nearest to them and places others, as far as there are distinct vectors.</summary>
    /// <param name="z">[N, D], of length 1 under the cosine metric; N at least 1.</param>
    /// <param name="codes">[K, D].</param>
    /// <param name="weights">[K], vectors that each code stands for so far; 0 for one that is not placed.</param>
    /// <returns>Codes and weights after the batch; what could not be placed keeps its vector and the weight 0.</returns>
    public static (Tensor Codes, Tensor Weights) Continue(Tensor z, Tensor codes, Tensor weights, CodeMetric metric, NoiseStream noise)
    {
        var (seeded, placed) = Seed(z, codes, weights, noise);
        var origin = seeded.IndexSelect(0, placed);
        var before = weights.IndexSelect(0, placed).Unsqueeze(-1);
        var means = origin;
        var counts = before;
        for (var k = 0; k < Iterations; k++)
        {
            var nearest = NearestCodes.Of(z, means);
            counts = before + nearest.Bincount(null, means.Size(0)).To(z.DType).Unsqueeze(-1);
            var fresh = (before * origin).IndexAddInPlace(0, nearest, z) / counts;
            if (metric == CodeMetric.Cosine) fresh = UnitRows.Of(fresh);
            means = counts.Gt(0).Where(fresh, means);
        }
        return (seeded.IndexCopyInPlace(0, placed, means), weights.Clone().IndexCopyInPlace(0, placed, counts.Squeeze(-1)));
    }

    // The codes with new ones among them, and which are placed.
    private static (Tensor Codes, Tensor Placed) Seed(Tensor z, Tensor codes, Tensor weights, NoiseStream noise)
    {
        var seeded = codes.Clone();
        var placed = weights.Gt(0).Nonzero().View([-1]);
        var free = weights.Le(0).Nonzero().View([-1]);
        var distance = placed.Count > 0 ? Distance(z, codes.IndexSelect(0, placed)) : null;
        var atOnce = (codes.Size(0) + Rounds - 1) / Rounds;
        long found = 0;
        while (found < free.Count)
        {
            var odds = distance ?? Tensor.Ones([z.Size(0)], z.DType, z.Device);
            var take = Math.Min(Math.Min(atOnce, free.Count - found), odds.Gt(0).Sum().ToInt64());
            if (take == 0) break;
            var rows = z.IndexSelect(0, RandomRows.Weighted(odds, take, noise));
            seeded.IndexCopyInPlace(0, free.Narrow(0, found, take), rows);
            distance = distance is null ? Distance(z, rows) : distance.Minimum(Distance(z, rows));
            found += take;
        }
        return (seeded, Ops.Cat([placed, free.Narrow(0, 0, found)]));
    }

    private static Tensor Distance(Tensor z, Tensor codes) => (z - codes.IndexSelect(0, NearestCodes.Of(z, codes))).Square().Sum([-1]);
}
