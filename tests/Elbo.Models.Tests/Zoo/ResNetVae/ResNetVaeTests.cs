using Elbo.Data;
using Elbo.Models.Architectures;
using Elbo.Models.Configuration;
using Elbo.Models.Latents;
using Elbo.Models.Networks;
using Elbo.Models.Zoo.ResNetVae;
using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Models.Tests.Zoo.ResNetVae;

[NoLeak]
public sealed class ResNetVaeTests
{
    // Sums over some hundred values in double precision.
    private const double Rounding = 1e-10;

    private static readonly ResNetVaeConfig twoScales = new() { Depth = [1, 2], Channels = 6, Latent = 2, FlowWidth = 4, FreeBits = null };

    [Fact]
    public void One_way_down_serves_posterior_prior_and_likelihood_with_the_values_and_gradients_of_three()
    {
        using var scope = TensorScope.Enter();
        using var model = Build(twoScales, [2, 6, 4]);
        var x = Examples(2 * 6 * 4);
        var (shared, gradients) = Weights(model, x, apart: false);
        var (apart, expected) = Weights(model, x, apart: true);
        shared.ShouldBe(apart, Rounding);
        for (var k = 0; k < gradients.Length; k++) gradients[k].ShouldBe(expected[k], 1e-8);
    }

    [Fact]
    public void Values_that_were_drawn_without_a_gradient_give_one_to_the_prior_at_them()
    {
        using var scope = TensorScope.Enter();
        using var model = Build(twoScales, [2, 6, 4]);
        var x = Examples(2 * 6 * 4);
        var q = new DrawWalk(new NoiseStream(1), 1, x.Count);
        using (Gradients.Off()) model.VisitPosterior(x, q);
        var p = new ReplayWalk(q.Values);
        model.VisitPrior(x, p);
        p.LogProb()!.Sum().Backward();
        model.NamedParameters().Single(n => n.Name == "top_down.top").Value.Grad!.Abs().Sum().ToDouble().ShouldBeGreaterThan(0);
    }

    [Fact]
    public void A_map_below_its_free_bits_has_no_part_in_the_gradient_of_the_divergence_though_the_flow_joins_its_places()
    {
        using var scope = TensorScope.Enter();
        var config = new ResNetVaeConfig { Depth = [1], Channels = 6, Latent = 2, FlowWidth = 4, FreeBits = null };
        double[] maps;
        using (var plain = Build(config, [2, 6, 4]))
        {
            var elements = Bound.Draw(plain, Examples(2 * 6 * 4), 1, new Pass(new NoiseStream(1))).Sites[0].ElementDivergence()!;
            maps = elements.Sum([-2, -1]).Mean([0, 1]).ToArray<double>();
        }
        var least = maps[0] < maps[1] ? 0 : 1;
        var between = (maps[0] + maps[1]) / 2;
        between.ShouldBeGreaterThan(0);
        (maps[1 - least] - maps[least]).ShouldBeGreaterThan(1e-3);
        using var model = Build(config with { FreeBits = between }, [2, 6, 4]);
        model.Loss(Examples(2 * 6 * 4), new NoiseStream(1)).Objective.Mean().Backward();
        // The first biases of what is read are the prior's means of the maps, which nothing but the divergence knows.
        var gradient = model.NamedParameters().Single(n => n.Name == "top_down.block_1.read.bias").Value.Grad!.ToArray<double>();
        gradient[least].ShouldBe(0);
        Math.Abs(gradient[1 - least]).ShouldBeGreaterThan(1e-6);
    }

    [Fact]
    public void Every_layer_starts_with_mean_0_and_a_deviation_of_a_tenth_on_what_reaches_it()
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(1);
        using var up = new BottomUp(new([2, 6, 4], [2]), 5, 4, generator);
        up.To(Device.Cpu, DType.F64);
        var x = Examples(2 * 6 * 4).X;
        up.Of(x, LayerPasses.Starting);
        var layers = 0;
        up.Of(x, (layer, reaching) =>
        {
            var y = layer.Forward(reaching);
            var (variance, mean) = y.VarMean([0, 2, 3], 0);
            mean.Abs().Max().ToDouble().ShouldBeLessThan(Rounding);
            (variance.Sqrt() - 0.1).Abs().Max().ToDouble().ShouldBeLessThan(Rounding);
            layers++;
            return y;
        });
        layers.ShouldBe(4);
    }

    [Fact]
    public void A_layer_that_sees_nothing_at_a_single_place_keeps_its_start_and_those_below_choose_theirs()
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(1);
        LadderSizes sizes = new([2, 4, 4], [1, 1]);
        using BottomUp up = new(sizes, 5, 8, generator);
        using TopDown down = new(sizes, 5, 2, 4, generator);
        MapFlow[] flows = [.. Enumerable.Range(0, 2).Select(_ => new MapFlow(MapFlowKind.Iaf, 2, 4, 1, 1, generator))];
        var before = Lengths();
        using (Gradients.Off()) new BidirectionalLadder(sizes, up, down, flows, 2).Start(Examples(2 * 4 * 4).X.To(DType.F32));
        var after = Lengths();
        // Of the coarse layer's step m and s of the first map, and the top, which is the same for all examples.
        before.Keys.Where(name => before[name].SequenceEqual(after[name])).ShouldBe(["top_down.block_1.read", "flow_1.location", "flow_1.scale"], ignoreOrder: true);
        foreach (var flow in flows) flow.Dispose();

        Dictionary<string, float[]> Lengths() => new (string Name, Torch.Nn.Module Part)[] { ("bottom_up", up), ("top_down", down), ("flow_1", flows[0]), ("flow_2", flows[1]) }
            .SelectMany(p => p.Part.NamedParameters().Where(n => n.Name.EndsWith("weight_g", StringComparison.Ordinal))
                .Select(n => ($"{p.Name}.{n.Name.Replace("step_1.", "").Replace(".weight_g", "")}", n.Value.Detach().Clone().ToArray<float>())))
            .ToDictionary();
    }

    [Theory]
    [InlineData(7, 5)]
    [InlineData(8, 6)]
    [InlineData(1, 9)]
    public void Images_of_any_size_are_halved_scale_by_scale_and_come_back(int height, int width)
    {
        using var scope = TensorScope.Enter();
        using var model = Build(twoScales, [3, height, width]);
        var (fine, coarse) = (((height + 1) / 2, (width + 1) / 2), (((height + 1) / 2 + 1) / 2, ((width + 1) / 2 + 1) / 2));
        model.As<IEncoder>()!.Sites.Select(s => (s.Name, ((int)s.Shape[1], (int)s.Shape[2]))).ShouldBe([("z_1", coarse), ("z_2", coarse), ("z_3", fine)]);
        var x = Examples(3 * height * width);
        model.As<IReconstructor>()!.Reconstruct(x).Shape.ToArray().ShouldBe([4, 3 * height * width]);
        var code = model.As<IEncoder>()!.Encode(x);
        // The same way down: from the code alone, and along the posterior.
        (model.As<IDecoder>()!.Decode(code) - model.As<IReconstructor>()!.Reconstruct(x)).Abs().Max().ToDouble().ShouldBeLessThan(Rounding);
        model.As<IGenerator>()!.Generate(5, new NoiseStream(2)).Shape.ToArray().ShouldBe([5, 3 * height * width]);
    }

    [Theory]
    [InlineData(new[] { 12 }, new[] { 4 }, "model is of images")]
    [InlineData(new[] { 1, 4, 4 }, new[] { 1, 1, 1 }, "at most 2 scales")]
    [InlineData(new[] { 1, 300, 300 }, new[] { 1 }, "data.imageSize")]
    public void Data_without_places_or_with_too_few_or_too_many_is_refused(int[] shape, int[] depth, string says)
    {
        using var scope = TensorScope.Enter();
        Should.Throw<ConfigException>(() => Build(new() { Depth = depth }, shape)).Message.ShouldContain(says);
    }

    private static Vae Build(ResNetVaeConfig config, IReadOnlyList<int> shape)
    {
        using var generator = new Generator(1);
        var model = (Vae)ResNetVaeDefinition.Build(config, new(shape, generator));
        model.To(Device.Cpu, DType.F64);
        return model;
    }

    private static Batch Examples(int dimensions) => new(new NoiseStream(3).Uniform([4, dimensions], dtype: DType.F64), null, Tensor.Arange(4));

    // log w [S, B] of two draws, and the gradient of their sum in every parameter.
    private static (double[] Weights, double[][] Gradients) Weights(Vae model, Batch x, bool apart)
    {
        model.ZeroGrad();
        var pass = new Pass(new NoiseStream(1));
        Tensor weights;
        if (apart)
        {
            var q = new DrawWalk(pass, 2, x.Count);
            model.VisitPosterior(x, q);
            q.Values.Trace.ShouldNotBeNull();
            q.Values.Trace = null;
            var likelihood = model.Likelihood(x, q.Values, pass).LogProb(x.X);
            q.Values.Trace = null;
            var p = new ReplayWalk(q.Values);
            model.VisitPrior(x, p);
            weights = likelihood + p.LogProb()! - q.Draws.Select(d => d.Drawn.LogProb()).Aggregate((a, b) => a + b);
        }
        else
        {
            weights = Bound.Draw(model, x, 2, pass).LogWeights();
        }
        weights.Sum().Backward();
        return (weights.ToArray<double>(), [.. model.Parameters().Select(p => p.Grad!.ToArray<double>())]);
    }
}
