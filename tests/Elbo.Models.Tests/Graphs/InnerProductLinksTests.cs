using Elbo.Models.Graphs;
using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Models.Tests.Graphs;

[NoLeak]
public sealed class InnerProductLinksTests
{
    private static readonly (int From, int To)[] three = [(0, 1), (0, 2), (1, 2)];

    private const double Rounding = 1e-12;

    [Fact]
    public void Probabilities_of_all_graphs_of_three_nodes_add_up_to_one_as_lists_and_as_arrays()
    {
        using var scope = TensorScope.Enter();
        var links = new InnerProductLinks(Codes(3));
        double byList = 0, byArray = 0;
        for (var graph = 0; graph < 8; graph++)
        {
            (int From, int To)[] edges = [.. three.Where((_, k) => (graph >> k & 1) == 1)];
            var listed = links.LogProb(FewNodes.Pairs(edges)).Exp().ToArray<double>().Single();
            byList += listed;
            var array = links.LogProb(Array(3, edges)).Exp().ToArray<double>().Single();
            array.ShouldBe(listed, Rounding);
            byArray += array;
        }
        byList.ShouldBe(1, Rounding);
        byArray.ShouldBe(1, Rounding);
    }

    [Fact]
    public void Costs_are_those_of_the_ones_and_zeros_of_the_array_with_loops()
    {
        (int, int)[] edges = [(0, 1), (2, 5), (3, 6)];
        using var scope = TensorScope.Enter();
        var z = Codes(7);
        var (present, absent) = new InnerProductLinks(z).Costs(FewNodes.Pairs(edges));
        var (logits, ones) = (z[0].Matmul(z[0].T()), Array(7, edges)[0] + Ops.Eye(7, DType.F64));
        present.ToArray<double>().ShouldBe([((-logits).Softplus(1, 40) * ones).Sum().ToDouble()], Rounding * 100);
        absent.ToArray<double>().ShouldBe([(logits.Softplus(1, 40) * (1 - ones)).Sum().ToDouble()], Rounding * 100);
    }

    [Fact]
    public void The_sum_over_all_pairs_in_blocks_and_its_gradient_are_those_of_the_whole_array()
    {
        // Blocks of 1,048,576 / 1,500 = 699 rows: two whole ones and a part.
        using var scope = TensorScope.Enter();
        var z = new NoiseStream(1).Normal([2, 1500, 3], dtype: DType.F64).RequireGrad();
        var weights = Tensor.From([1.0, -0.5]);
        var inBlocks = Gradients.Of([(PairSoftplus.Sum(z) * weights).Sum()], [z])[0];
        var whole = z.Matmul(z.Transpose(-2, -1)).Softplus(1, 40).Sum([-2, -1]);
        (PairSoftplus.Sum(z) - whole).Abs().Max().ToDouble().ShouldBeLessThan(1e-6);
        (inBlocks - Gradients.Of([(whole * weights).Sum()], [z])[0]).Abs().Max().ToDouble().ShouldBeLessThan(1e-9);
    }

    [Fact]
    public void Memory_grows_with_the_nodes_and_not_with_their_pairs()
    {
        const int Nodes = 6_000;
        using var scope = TensorScope.Enter();
        var z = new NoiseStream(1).Normal([1, Nodes, 16]).RequireGrad();
        var before = TorchRuntime.LiveBytes;
        TorchRuntime.ResetPeak();
        new InnerProductLinks(z).Costs(FewNodes.Pairs([(0, 1)])).Absent.Sum().Backward();
        // A block of logits and what is made of it, a few codes: the logits of all pairs would be 144 MB.
        (TorchRuntime.PeakBytes - before).ShouldBeLessThan(20_000_000);
    }

    [Fact]
    public void Draws_are_symmetric_without_loops_and_as_frequent_as_their_probabilities()
    {
        const int Draws = 20_000;
        using var scope = TensorScope.Enter();
        var links = new InnerProductLinks(Codes(4));
        var draws = links.Draw(new NoiseStream(2), Draws).Value;
        draws.Shape.ToArray().ShouldBe([Draws, 1L, 4, 4]);
        (draws - draws.Transpose(-2, -1)).Abs().Max().ToDouble().ShouldBe(0);
        double[] share = draws.Mean([0]).ToArray<double>(), expected = links.Location()!.ToArray<double>();
        for (var k = 0; k < 16; k++)
            // Five standard deviations of a share.
            share[k].ShouldBe(k % 5 == 0 ? 0 : expected[k], 5 * Math.Sqrt(0.25 / Draws));
    }

    private static Tensor Codes(int nodes) => new NoiseStream(7).Normal([1, nodes, 2], dtype: DType.F64);

    private static Tensor Array(int nodes, (int From, int To)[] edges)
    {
        var a = new double[nodes * nodes];
        foreach (var (from, to) in edges) a[from * nodes + to] = a[to * nodes + from] = 1;
        return Tensor.From(a, 1, nodes, nodes);
    }
}
