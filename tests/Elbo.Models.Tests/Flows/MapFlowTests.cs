using Elbo.Models.Networks;
using Elbo.Probability;
using Elbo.Probability.Flows;
using Elbo.Testing;
using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models.Tests.Flows;

/// <summary>Masked convolutions as steps of a flow over maps, in double precision: Jacobians by autograd, brute force and inversion.</summary>
[NoLeak]
public sealed class MapFlowTests
{
    private const int Maps = 2, Height = 3, Width = 2, D = Maps * Height * Width, A = 6, S = 2, B = 2;

    public static TheoryData<string> Flows => ["iaf", "iaf ×3", "location", "linear", "without hidden layers"];

    [Theory, InlineData(false), InlineData(true)]
    public void A_place_sees_those_before_it_in_raster_order_and_the_channels_before_its_own(bool reversed)
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(3);
        using var net = Rough(new ConvMade(Maps, A, 2, scaled: true, reversed, generator));
        var u = new NoiseStream(2).Normal([1, Maps, Height, Width], dtype: DType.F64).RequireGrad();
        var (m, s) = net.Of(u, null, LayerPasses.Plain);
        foreach (var output in new[] { m, s! })
        {
            var sees = Jacobian(output, u).ToArray<double>();
            var seen = 0;
            for (var i = 0; i < D; i++)
                for (var j = 0; j < D; j++)
                {
                    var before = reversed ? Order(j) > Order(i) : Order(j) < Order(i);
                    if (!before) sees[i * D + j].ShouldBe(0, $"{i} of {j}");
                    else if (i % (Height * Width) == j % (Height * Width)) sees[i * D + j].ShouldNotBe(0, $"{i} of {j}, the channel before");
                    if (sees[i * D + j] != 0) seen++;
                }
            // Not all: a kernel of three in a stack of three sees two rows up, and columns to the right of those.
            seen.ShouldBeGreaterThan(D * (D - 1) / 2 * 8 / 10);
        }
    }

    [Theory, MemberData(nameof(Flows))]
    public void The_density_of_a_draw_is_that_of_the_noise_less_the_log_determinant_of_the_jacobian(string name)
    {
        using var scope = TensorScope.Enter();
        using var flow = Flow(name);
        var context = Context(name);
        var map = flow.Of(context, LayerPasses.Plain);
        var (mean, logStd) = (new NoiseStream(4).Normal([B, Maps, Height, Width], dtype: DType.F64), new NoiseStream(5).Normal([B, Maps, Height, Width], dtype: DType.F64) * 0.3);
        var eps = new NoiseStream(6).Normal([S, B, Maps, Height, Width], dtype: DType.F64).RequireGrad();
        var z = map.Forward(mean + logStd.Exp() * eps).Value;
        var expected = (new StandardNormal([Maps, Height, Width], 3, DType.F64).LogProb(eps) - LogDet(z, eps)).ToArray<double>();
        var drawn = new FlowDistribution(Normal.FromLogStd(mean, logStd, 3), map).Draw(new NoiseStream(6), S);
        (drawn.Value - z).Abs().Max().ToDouble().ShouldBeLessThan(1e-12);
        drawn.LogProb().ToArray<double>().ShouldBe(expected, 1e-10);
        drawn.ElementDensity!().Sum([-3, -2, -1]).ToArray<double>().ShouldBe(expected, 1e-10);
    }

    [Theory, MemberData(nameof(Flows))]
    public void Place_by_place_the_inverse_comes_back(string name)
    {
        using var scope = TensorScope.Enter();
        using var flow = Flow(name);
        var map = flow.Of(Context(name), LayerPasses.Plain);
        var u = new NoiseStream(2).Normal([S, B, Maps, Height, Width], dtype: DType.F64);
        var forward = map.Forward(u);
        var back = map.Inverse(forward.Value);
        (back.Value - u).Abs().Max().ToDouble().ShouldBeLessThan(1e-8);
        if (forward.LogDet is { } logDet) (back.LogDet! - logDet).Abs().Max().ToDouble().ShouldBeLessThan(1e-8);
        else back.LogDet.ShouldBeNull();
    }

    [Fact]
    public void Without_hidden_layers_and_scales_the_step_is_linear_with_the_same_matrix_everywhere()
    {
        using var scope = TensorScope.Enter();
        using var flow = Flow("linear");
        var map = flow.Of(null, LayerPasses.Plain);
        Tensor a = new NoiseStream(2).Normal([Maps, Height, Width], dtype: DType.F64), b = new NoiseStream(3).Normal([Maps, Height, Width], dtype: DType.F64);
        var zero = map.Forward(a.ZerosLike()).Value;
        var apart = map.Forward(a).Value + map.Forward(b).Value - zero;
        (map.Forward(a + b).Value - apart).Abs().Max().ToDouble().ShouldBeLessThan(1e-12);
        map.Forward(a).LogDet.ShouldBeNull();
    }

    [Fact]
    public void What_each_element_says_is_known_where_steps_move_it_given_those_before_it_and_else_not()
    {
        using var scope = TensorScope.Enter();
        using var flow = Flow("iaf");
        var step = flow.Of(Context("iaf"), LayerPasses.Plain);
        var u = new NoiseStream(2).Normal([B, Maps, Height, Width], dtype: DType.F64);
        var moved = step.Forward(u);
        (moved.Elements!.Sum([-3, -2, -1]) - moved.LogDet!).Abs().Max().ToDouble().ShouldBeLessThan(1e-12);
        new BijectorChain(step, new Reversal()).Forward(u).Elements.ShouldBeNull();
    }

    private static int Order(int element) => element % (Height * Width) * Maps + element / (Height * Width);

    private static MapFlow Flow(string name)
    {
        using var generator = new Generator(7);
        return Rough(name switch
        {
            "iaf" => new MapFlow(MapFlowKind.Iaf, Maps, A, 2, 1, generator),
            "iaf ×3" => new MapFlow(MapFlowKind.Iaf, Maps, A, 1, 3, generator),
            "location" => new MapFlow(MapFlowKind.LocationIaf, Maps, A, 1, 2, generator),
            "linear" => new MapFlow(MapFlowKind.LocationIaf, Maps, 0, 0, 1, generator),
            _ => new MapFlow(MapFlowKind.Iaf, Maps, 0, 0, 2, generator),
        });
    }

    private static Tensor? Context(string name) => name is "linear" or "without hidden layers" ? null : new NoiseStream(9).Normal([B, A, Height, Width], dtype: DType.F64);

    // Starts are near the identity, which would hide mistakes.
    private static T Rough<T>(T module) where T : Module
    {
        using var off = Gradients.Off();
        module.To(Device.Cpu, DType.F64);
        foreach (var (name, parameter) in module.NamedParameters())
            if (name.EndsWith("weight_g", StringComparison.Ordinal)) parameter.MulInPlace(3);
        return module;
    }

    // ∂y_i/∂u_j of one example, [D, D].
    private static Tensor Jacobian(Tensor y, Tensor u) =>
        Ops.Stack([.. Enumerable.Range(0, D).Select(i => Gradients.Of([(y.Flatten()[i] + u.Sum() * 0).Sum()], [u], retainGraph: true)[0].Flatten())]);

    // log |det ∂z/∂ε| of each draw and example, [S, B].
    private static Tensor LogDet(Tensor z, Tensor eps)
    {
        var rows = z.Flatten(2);
        var jacobian = Ops.Stack([.. Enumerable.Range(0, D).Select(i => Gradients.Of([rows.Narrow(-1, i, 1).Sum()], [eps], retainGraph: true)[0].Flatten(2))], -2);
        return jacobian.LinalgSlogdet().Item2;
    }
}
