using Elbo.Testing;
using Elbo.Torch.Optim;
using Elbo.Torch.Tests.Nn;

namespace Elbo.Torch.Tests.Optim;

[NoLeak]
public sealed class FusedPathTests
{
    // Long enough for several threads, and not a multiple of any vector length.
    private static readonly long[][] Shapes = [[301, 257], [17], [1], [5, 3, 2], [70_001], [0]];

    // Steps differ by rounding alone: fused multiply-add against two roundings.
    private const double SingleRounding = 3e-6, DoubleRounding = 1e-13;

    // bf16 has 8 bits.
    private const double HalfRounding = 1.0 / 128;

    public static IEnumerable<TheoryDataRow<string, DType>> Cases() =>
        from name in OptimizerCases.Names from dtype in (DType[])[DType.F32, DType.F64] select new TheoryDataRow<string, DType>(name, dtype);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Fused_and_operator_steps_agree_on_large_and_odd_shapes(string name, DType dtype)
    {
        using var scope = TensorScope.Enter();
        var fixture = new TorchFixture($"optim_{name}");
        foreach (var clip in (GradientClip[])[GradientClip.None, GradientClip.ByNorm(500), GradientClip.ByValue(0.7)])
        {
            var fused = Run(fixture, dtype, clip, fused: true);
            var plain = Run(fixture, dtype, clip, fused: false);
            for (var k = 0; k < fused.Length; k++)
                TorchFixture.ShouldAgree(fused[k], plain[k], $"{name}, parameter {k}, {clip}", dtype == DType.F32 ? SingleRounding : DoubleRounding);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void The_same_step_gives_the_same_bits(int threads)
    {
        var before = TorchRuntime.Threads;
        TorchRuntime.Threads = threads;
        try
        {
            using var scope = TensorScope.Enter();
            var fixture = new TorchFixture("optim_adam");
            var (first, second) = (Run(fixture, DType.F32, GradientClip.ByNorm(2), true), Run(fixture, DType.F32, GradientClip.ByNorm(2), true));
            for (var k = 0; k < first.Length; k++) first[k].AsBytes().SequenceEqual(second[k].AsBytes()).ShouldBeTrue();
        }
        finally
        {
            TorchRuntime.Threads = before;
        }
    }

    [Fact]
    public void The_norm_of_the_gradients_does_not_depend_on_the_number_of_threads()
    {
        var before = TorchRuntime.Threads;
        using var scope = TensorScope.Enter();
        using var generator = new Generator(3);
        var w = Tensor.Zeros([500_003]).RequireGrad();
        w.SetGrad(Tensor.Randn([500_003], generator));
        using var sgd = new Sgd([("w", w)], 0);
        sgd.Clip = GradientClip.ByNorm(1);
        try
        {
            var norms = new List<double>();
            foreach (var threads in (int[])[1, 2, 3])
            {
                TorchRuntime.Threads = threads;
                sgd.Step();
                norms.Add(sgd.LastGradientNorm);
            }
            norms.ShouldAllBe(n => n == norms[0]);
            norms[0].ShouldBe(Clipping.Norm([w]), 1e-9);
        }
        finally
        {
            TorchRuntime.Threads = before;
        }
    }

    [Fact]
    public void Half_precision_and_strided_parameters_take_the_operator_path()
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(3);
        var half = Tensor.Ones([8], DType.BF16).RequireGrad();
        var strided = Tensor.Ones([4, 3]).T().RequireGrad();
        var reference = Tensor.Ones([3, 4]).RequireGrad();
        half.SetGrad(Tensor.Ones([8], DType.BF16));
        var gradient = Tensor.Randn([3, 4], generator);
        strided.SetGrad(gradient);
        reference.SetGrad(gradient);
        using var mixed = new Adam([("half", half), ("strided", strided)], 0.5);
        using var plain = new Adam([("reference", reference)], 0.5);
        mixed.Step();
        plain.Step();
        half.To(DType.F32).ToArray<float>().ShouldBe(Enumerable.Repeat(0.5f, 8), HalfRounding);
        TorchFixture.ShouldAgree(strided, reference, "strided", SingleRounding);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void What_does_not_decay_moves_as_without_decay_and_the_rest_as_ever(string name, DType dtype)
    {
        using var scope = TensorScope.Enter();
        var fixture = new TorchFixture($"optim_{name}");
        var tolerance = dtype == DType.F32 ? SingleRounding : DoubleRounding;
        foreach (var fused in (bool[])[true, false])
        {
            Tensor[] all = Run(fixture, dtype, GradientClip.None, fused), none = Run(fixture, dtype, GradientClip.None, fused, _ => false), weights = Run(fixture, dtype, GradientClip.None, fused, p => p.Rank > 1);
            for (var k = 0; k < weights.Length; k++) TorchFixture.ShouldAgree(weights[k], (Shapes[k].Length > 1 ? all : none)[k], $"{name}, parameter {k}, fused {fused}", tolerance);
            var decays = fixture.Number("weight_decay", fixture.Config.GetProperty("optimizer").GetString() == "AdamW" ? 0.01 : 0) != 0;
            var difference = (all[0] - none[0]).Abs().Max().ToDouble();
            (difference > 100 * tolerance).ShouldBe(decays, $"{name} differs by {difference}");
        }
    }

    private static Tensor[] Run(TorchFixture fixture, DType dtype, GradientClip clip, bool fused, Func<Tensor, bool>? decayed = null)
    {
        using var generator = new Generator(11);
        var parameters = Shapes.Select((s, k) => ($"p{k}", Tensor.Randn(s, generator, dtype).RequireGrad())).ToArray();
        using var optimizer = OptimizerCases.Make(fixture, parameters);
        (optimizer.Fused, optimizer.Clip) = (fused, clip);
        if (decayed is not null) optimizer.DecayOnly(decayed);
        for (var step = 0; step < 3; step++)
        {
            foreach (var (_, parameter) in parameters)
            {
                // At least 1 in size: where weight decay all but cancels a gradient, the rules that divide by its size magnify the rounding.
                var gradient = Tensor.Randn(parameter.Shape, generator, dtype);
                parameter.SetGrad(gradient + (gradient.Ge(0).To(dtype) * 2) - 1);
            }
            optimizer.Step();
        }
        return [.. parameters.Select(p => p.Item2)];
    }
}
