using Elbo.Data;
using Elbo.Models.Graphs;
using Elbo.Probability;
using Elbo.Testing;
using Elbo.Torch;
using Elbo.Torch.Fused;
using Elbo.Torch.Nn;

namespace Elbo.Models.Tests.Graphs;

[NoLeak]
public sealed class GraphEncoderTests
{
    private static readonly (int From, int To)[] edges = [(0, 1), (1, 2), (0, 3), (3, 4)];

    private static readonly double[] features = [1, 0, 0.5, 2, -1, 1, 0, 3, 1, 1];

    // A handful of f64 roundings of numbers around 1.
    private const double Rounding = 1e-12;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Two_convolutions_are_those_of_the_dense_formula(bool withFeatures)
    {
        using var scope = TensorScope.Enter();
        using var encoder = Encoder(withFeatures ? 2 : 0);
        var batch = FewNodes.Graph(5, withFeatures ? features : [], edges);
        var mixing = Dense();
        var parameters = encoder.NamedParameters().ToDictionary(p => p.Name, p => p.Value);
        var x = withFeatures ? batch.X[0] : Ops.Eye(5, DType.F64);
        var h = mixing.Matmul(x).Matmul(parameters["hidden"]).Relu();
        var code = (Normal)encoder.Of(batch);
        code.EventShape.ToArray().ShouldBe([5L, 2]);
        (code.Mu[0] - mixing.Matmul(h).Matmul(parameters["mu"])).Abs().Max().ToDouble().ShouldBeLessThan(Rounding);
        (code.Std()[0].Log() - mixing.Matmul(h).Matmul(parameters["log_std"])).Abs().Max().ToDouble().ShouldBeLessThan(Rounding);
    }

    [Fact]
    public void Nodes_in_another_order_have_their_codes_in_that_order()
    {
        int[] place = [3, 0, 4, 2, 1];
        using var scope = TensorScope.Enter();
        using var encoder = Encoder(2);
        var moved = new double[features.Length];
        for (var n = 0; n < 5; n++) (moved[2 * place[n]], moved[2 * place[n] + 1]) = (features[2 * n], features[2 * n + 1]);
        var before = ((Normal)encoder.Of(FewNodes.Graph(5, features, edges))).Mu[0];
        var after = ((Normal)encoder.Of(FewNodes.Graph(5, moved, [.. edges.Select(e => (place[e.To], place[e.From]))]))).Mu[0];
        for (var n = 0; n < 5; n++) (after[place[n]] - before[n]).Abs().Max().ToDouble().ShouldBeLessThan(Rounding);
    }

    [Fact]
    public void Graphs_of_a_batch_know_nothing_of_one_another()
    {
        using var scope = TensorScope.Enter();
        using var encoder = Encoder(2);
        Batch one = FewNodes.Graph(5, features, edges), other = FewNodes.Graph(5, [.. features.Reverse()], [(0, 4), (1, 3), (2, 3), (1, 4)]);
        var both = new Batch(Ops.Cat([one.X, other.X], 0), null, Tensor.Arange(2)).With(GraphDataset.Edges, Ops.Cat([one[GraphDataset.Edges], other[GraphDataset.Edges]], 0));
        var together = ((Normal)encoder.Of(both)).Mu;
        (together[0] - ((Normal)encoder.Of(one)).Mu[0]).Abs().Max().ToDouble().ShouldBeLessThan(Rounding);
        (together[1] - ((Normal)encoder.Of(other)).Mu[0]).Abs().Max().ToDouble().ShouldBeLessThan(Rounding);
    }

    private static GraphEncoder Encoder(int width)
    {
        using var generator = new Generator(1);
        var encoder = new GraphEncoder(5, width, 4, 2, Activation.Relu, isPoint: false, generator, Initialisers.GlorotUniform());
        encoder.To(Device.Cpu, DType.F64);
        return encoder;
    }

    private static Tensor Dense()
    {
        var a = new double[25];
        for (var n = 0; n < 5; n++) a[6 * n] = 1;
        foreach (var (from, to) in edges) a[5 * from + to] = a[5 * to + from] = 1;
        var joined = Tensor.From(a, 5, 5);
        var scale = joined.Sum([-1]).Rsqrt();
        return scale.Unsqueeze(1) * joined * scale;
    }
}
