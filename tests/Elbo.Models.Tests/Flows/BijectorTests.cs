using Elbo.Models.Networks;
using Elbo.Probability;
using Elbo.Probability.Flows;
using Elbo.Testing;
using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models.Tests.Flows;

/// <summary>Every map against its Jacobian, which autograd gives row by row, and against its inverse.</summary>
[NoLeak]
public sealed class BijectorTests
{
    private const int D = 6, C = 3, S = 4, B = 2;

    public static TheoryData<string> Maps =>
        ["gated", "affine", "location", "gated ×3", "linear in its inputs", "masked autoregressive", "triangular", "coupling ×2", "planar", "radial", "householder", "planar, radial, gated"];

    [Theory, MemberData(nameof(Maps))]
    public void The_log_determinant_is_that_of_the_jacobian(string name)
    {
        using var scope = TensorScope.Enter();
        using var nets = new Nets();
        var map = nets.Map(name);
        var u = new NoiseStream(2).Normal([S, B, D], dtype: DType.F64).RequireGrad();
        var (z, logDet) = map.Forward(u);
        var jacobian = Jacobian(z, u);
        var expected = jacobian.LinalgSlogdet().Item2.ToArray<double>();
        var found = (logDet ?? Tensor.Zeros([S, B], DType.F64)).Expand([S, B]).ToArray<double>();
        for (var k = 0; k < found.Length; k++) found[k].ShouldBe(expected[k], 1e-10);
    }

    [Theory, MemberData(nameof(Maps))]
    public void The_inverse_comes_back_with_the_same_log_determinant(string name)
    {
        using var scope = TensorScope.Enter();
        using var nets = new Nets();
        var map = nets.Map(name);
        var u = new NoiseStream(2).Normal([S, B, D], dtype: DType.F64);
        var forward = map.Forward(u);
        var back = map.Inverse(forward.Value);
        (back.Value - u).Abs().Max().ToDouble().ShouldBeLessThan(1e-8);
        if (forward.LogDet is { } logDet) (back.LogDet! - logDet).Abs().Max().ToDouble().ShouldBeLessThan(1e-8);
        else back.LogDet.ShouldBeNull();
    }

    [Theory, MemberData(nameof(Maps))]
    public void A_draw_knows_the_density_that_the_inverse_gives_and_both_have_the_same_gradient(string name)
    {
        using var scope = TensorScope.Enter();
        using var nets = new Nets();
        var start = Normal.FromLogStd(nets.Mean, nets.Mean * 0.3);
        var flow = new FlowDistribution(start, nets.Map(name));
        var drawn = flow.Draw(new NoiseStream(3), S);
        var again = flow.LogProb(drawn.Value);
        (drawn.LogProb() - again).Abs().Max().ToDouble().ShouldBeLessThan(1e-8);
        Tensor a = Gradients.Of([drawn.LogProb().Sum()], [nets.Mean], retainGraph: true)[0], b = Gradients.Of([again.Sum()], [nets.Mean])[0];
        (a - b).Abs().Max().ToDouble().ShouldBeLessThan(1e-7);
    }

    [Theory, MemberData(nameof(Maps))]
    public void A_detached_flow_has_the_values_and_a_gradient_in_its_argument_alone(string name)
    {
        using var scope = TensorScope.Enter();
        using var nets = new Nets();
        var flow = new FlowDistribution(Normal.FromLogStd(nets.Mean, nets.Mean * 0.3), nets.Map(name));
        var z = new NoiseStream(4).Normal([S, B, D], dtype: DType.F64).RequireGrad();
        var density = flow.Detached().LogProb(z);
        (density - flow.LogProb(z)).Abs().Max().ToDouble().ShouldBeLessThan(1e-10);
        density.Sum().Backward();
        z.Grad!.Abs().Max().ToDouble().ShouldBeGreaterThan(0);
        nets.Mean.Grad.ShouldBeNull();
        nets.Context.Grad.ShouldBeNull();
        nets.Parameters().ShouldAllBe(p => p.Grad == null && p.RequiresGrad);
        var expected = FiniteDifference.Gradient(at => flow.LogProb(at).Sum(), z.Detach());
        z.Grad!.ToArray<double>().Zip(expected, (x, y) => Math.Abs(x - y)).Max().ShouldBeLessThan(1e-6);
    }

    [Fact]
    public void An_autoregressive_step_sees_what_comes_before_and_after_a_reversal_what_comes_behind()
    {
        using var scope = TensorScope.Enter();
        using var nets = new Nets();
        var u = new NoiseStream(2).Normal([S, B, D], dtype: DType.F64).RequireGrad();
        foreach (var (location, scale) in new[] { nets.First.Of(u, nets.Context) })
            foreach (var output in new[] { location, scale! })
                Triangle(Jacobian(output, u), below: -1).ShouldBeTrue();
        // The whole step is triangular with its diagonal; between two reversals it is the other triangle.
        Triangle(Jacobian(nets.Map("gated").Forward(u).Value, u), below: 0).ShouldBeTrue();
        var turned = new BijectorChain(new Reversal(), nets.Map("gated"), new Reversal());
        var jacobian = Jacobian(turned.Forward(u).Value, u);
        Triangle(jacobian, below: 0).ShouldBeFalse();
        Triangle(jacobian.Transpose(-1, -2), below: 0).ShouldBeTrue();
    }

    [Fact]
    public void With_gates_wide_open_nothing_is_moved()
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(1);
        using var net = new Made(D, [7], 0, scaleStart: 800, generator);
        net.To(Device.Cpu, DType.F64);
        var u = new NoiseStream(2).Normal([S, B, D], dtype: DType.F64);
        var (z, logDet) = new AutoregressiveBijector(net.With(null), AutoregressiveForm.Gated).Forward(u);
        (z - u).Abs().Max().ToDouble().ShouldBe(0);
        logDet!.Abs().Max().ToDouble().ShouldBe(0);
    }

    [Fact]
    public void A_linear_step_makes_the_gaussian_with_covariance_l_d_l_transposed()
    {
        using var scope = TensorScope.Enter();
        using var nets = new Nets();
        var lower = nets.Lower.Tril(-1) + Ops.Eye(D, DType.F64);
        var std = (nets.Mean * 0.3).Exp();
        var flow = new FlowDistribution(Normal.FromStd(nets.Mean, std), nets.Map("triangular"));
        var covariance = lower.Matmul(std.Square().DiagEmbed()).Matmul(lower.Transpose(-1, -2));
        var exact = MultivariateNormal.FromCovariance(lower.Matmul(nets.Mean.Unsqueeze(-1)).Squeeze(-1), covariance);
        var z = flow.Draw(new NoiseStream(5), 5).Value;
        // 3·D·D sums of order 1.
        (flow.LogProb(z) - exact.LogProb(z)).Abs().Max().ToDouble().ShouldBeLessThan(1e-10);
    }

    [Fact]
    public void Elements_that_depend_on_one_another_are_not_told_apart()
    {
        using var scope = TensorScope.Enter();
        using var nets = new Nets();
        var flow = new FlowDistribution(new StandardNormal(D, DType.F64), nets.Map("coupling ×2"));
        flow.HasIndependentElements.ShouldBeFalse();
        Should.Throw<NotSupportedException>(flow.Elements);
        Should.Throw<ArgumentException>(() => flow.LogProb(Tensor.Zeros([2, D + 1], DType.F64)));
    }

    // ∂y_i/∂u_j of every vector, […, D, D].
    private static Tensor Jacobian(Tensor y, Tensor u) => Ops.Stack([.. Enumerable.Range(0, D).Select(i => y.Narrow(-1, i, 1).RequiresGrad
        ? Gradients.Of([(y.Narrow(-1, i, 1) + u.Sum() * 0).Sum()], [u], retainGraph: true)[0] : u.ZerosLike())], -2);

    private static bool Triangle(Tensor jacobian, long below) => (jacobian - jacobian.Tril(below)).Abs().Max().ToDouble() == 0 && jacobian.Abs().Max().ToDouble() > 1e-3;

    /// <summary>Networks and parameters of no particular kind, in double precision.</summary>
    private sealed class Nets : Module
    {
        private readonly Linear vectors;

        public Nets()
        {
            using var generator = new Generator(7);
            First = Child("first", new Made(D, [9, 8], C, 1.5, generator));
            Second = Child("second", new Made(D, [9], C, 1.5, generator));
            Third = Child("third", new Made(D, [], C, 1.5, generator));
            Half = Child("half", new CouplingNetwork(D, [8], generator));
            vectors = Child("vectors", new Linear(C, D * D, generator));
            To(Device.Cpu, DType.F64);
            foreach (var parameter in Parameters()) Spread(parameter);
            var noise = new NoiseStream(9);
            (Mean, Context) = (noise.Normal([B, D], dtype: DType.F64).RequireGrad(), noise.Normal([B, C], dtype: DType.F64).RequireGrad());
        }

        public Made First { get; }

        public Made Second { get; }

        public Made Third { get; }

        public CouplingNetwork Half { get; }

        public Tensor Mean { get; }

        public Tensor Context { get; }

        public Tensor Lower => vectors.Forward(Context).View([B, D, D]);

        public Bijector Map(string name) => name switch
        {
            "gated" => Step(First),
            "affine" => Step(First, AutoregressiveForm.Affine),
            "location" => Step(First, AutoregressiveForm.LocationOnly),
            "gated ×3" => new BijectorChain(Step(First), new Reversal(), Step(Second), new Reversal(), Step(Third)),
            "linear in its inputs" => Step(Third, AutoregressiveForm.Affine),
            "masked autoregressive" => new InvertedBijector(Step(Second, AutoregressiveForm.Affine)),
            "triangular" => new UnitTriangularBijector(Lower),
            "coupling ×2" => new BijectorChain(new CouplingBijector(Half.Conditioner), new Reversal(), new CouplingBijector(Half.Conditioner)),
            "planar" => new PlanarBijector(Vector(0), Vector(1), Vector(2).Narrow(-1, 0, 1)),
            "radial" => new RadialBijector(Vector(0), Vector(1).Narrow(-1, 0, 1), Vector(2).Narrow(-1, 0, 1)),
            "householder" => new HouseholderBijector(Vector(3)),
            _ => new BijectorChain(Map("planar"), Map("radial"), Map("gated")),
        };

        private AutoregressiveBijector Step(Made net, AutoregressiveForm form = AutoregressiveForm.Gated) => new(net.With(Context), form);

        private Tensor Vector(int k) => vectors.Forward(Context).Narrow(-1, k * D, D);

        // Starts are near the identity, which would hide mistakes.
        private static void Spread(Tensor parameter)
        {
            using var off = Gradients.Off();
            parameter.AddInPlace(new NoiseStream((ulong)parameter.Count).Normal(parameter.Shape, dtype: DType.F64) * 0.3);
        }
    }
}
