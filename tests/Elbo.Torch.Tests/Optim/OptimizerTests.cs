using Elbo.Testing;
using Elbo.Torch.Nn;
using Elbo.Torch.Optim;
using Elbo.Torch.Tests.Nn;

namespace Elbo.Torch.Tests.Optim;

[NoLeak]
public sealed class OptimizerTests
{
    // Single precision after 25 steps of size 0.01 on values near 1: a few units in the last place.
    private const double SingleTolerance = 1e-6;

    public static IEnumerable<TheoryDataRow<string, bool>> Paths() =>
        from name in OptimizerCases.Names from fused in (bool[])[true, false] select new TheoryDataRow<string, bool>(name, fused);

    public static IEnumerable<TheoryDataRow<string>> Names() => OptimizerCases.Names.Select(n => new TheoryDataRow<string>(n));

    [Theory]
    [MemberData(nameof(Paths))]
    public void Steps_equal_those_of_pytorch(string name, bool fused)
    {
        using var scope = TensorScope.Enter();
        var fixture = new TorchFixture($"optim_{name}");
        var parameters = Start(fixture);
        using var optimizer = OptimizerCases.Make(fixture, parameters);
        optimizer.Fused = fused;
        var tolerance = parameters[0].Value.DType == DType.F32 ? SingleTolerance : TorchFixture.Tolerance;
        for (var step = 0; step < fixture.Integer("steps"); step++)
        {
            GiveGradients(fixture, parameters, step);
            optimizer.Step();
            for (var k = 0; k < parameters.Length; k++)
                TorchFixture.ShouldAgree(parameters[k].Value, fixture[$"traj.{k}"][step], $"{name}, parameter {k} after step {step}", tolerance);
        }
        optimizer.StepCount.ShouldBe(fixture.Integer("steps"));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_resumed_run_continues_bit_for_bit(string name)
    {
        using var scope = TensorScope.Enter();
        var fixture = new TorchFixture($"optim_{name}");
        var straight = Start(fixture);
        using var first = OptimizerCases.Make(fixture, straight);
        first.Clip = GradientClip.ByNorm(1);
        for (var step = 0; step < 7; step++) Run(first, straight, step);
        var resumed = straight.Select(p => (p.Name, Value: p.Value.Detach().Clone().RequireGrad())).ToArray();
        using var second = OptimizerCases.Make(fixture, resumed);
        second.Clip = GradientClip.ByNorm(1);
        second.LearningRate = 7;
        second.LoadState(first.State().ToDictionary(s => s.Name, s => s.Value.Clone()), first.Progress());
        for (var step = 7; step < 12; step++)
        {
            Run(first, straight, step);
            Run(second, resumed, step);
        }
        for (var k = 0; k < straight.Length; k++) resumed[k].Value.AsBytes().ToArray().ShouldBe(straight[k].Value.AsBytes().ToArray());

        void Run(Optimizer optimizer, (string, Tensor)[] parameters, int step)
        {
            GiveGradients(fixture, parameters, step);
            optimizer.Step();
        }
    }

    [Fact]
    public void State_is_named_after_pytorchs_and_the_parameter()
    {
        using var scope = TensorScope.Enter();
        using var adam = new Adam([("encoder.0.weight", Tensor.Ones([2]).RequireGrad())], amsgrad: true);
        adam.State().Select(s => s.Name).ShouldBe(["exp_avg/encoder.0.weight", "exp_avg_sq/encoder.0.weight", "max_exp_avg_sq/encoder.0.weight"]);
        adam.Progress().Steps.ShouldBe(new Dictionary<string, long> { ["encoder.0.weight"] = 0 });
    }

    [Fact]
    public void State_of_another_optimizer_is_refused_and_changes_nothing()
    {
        using var scope = TensorScope.Enter();
        using var adam = new Adam([("w", Tensor.Ones([2]).RequireGrad())]);
        var state = adam.State().ToDictionary(s => s.Name, s => s.Value.OnesLike());
        var progress = adam.Progress() with { LearningRate = 5 };
        Refused(new(state) { ["exp_avg/v"] = Tensor.Ones([2]) }, progress, "'exp_avg/v'");
        Refused(new(state) { ["exp_avg/w"] = Tensor.Ones([3]) }, progress, "f32[3], not f32[2]");
        Refused(state.Where(s => s.Key != "exp_avg_sq/w").ToDictionary(), progress, "'exp_avg_sq/w' is missing");
        Refused(state, progress with { Steps = new Dictionary<string, long>() }, "steps of 'w'");
        adam.LearningRate.ShouldBe(1e-3);
        adam.State().First().Value.ToArray<float>().ShouldBe([0f, 0f]);

        void Refused(Dictionary<string, Tensor> tensors, OptimizerProgress given, string text) =>
            Should.Throw<ArgumentException>(() => adam.LoadState(tensors, given)).Message.ShouldContain(text);
    }

    [Fact]
    public void A_parameter_without_a_gradient_stays_and_keeps_its_own_step_count()
    {
        using var scope = TensorScope.Enter();
        var (a, b) = (Tensor.Ones([2]).RequireGrad(), Tensor.Ones([2]).RequireGrad());
        using var adam = new Adam([("a", a), ("b", b)], 0.1);
        a.SetGrad(Tensor.Ones([2]));
        adam.Step();
        b.ToArray<float>().ShouldBe([1f, 1f]);
        b.SetGrad(Tensor.Ones([2]));
        adam.Step();
        // The first step of Adam has length lr, whenever it comes.
        b.ToArray<float>().ShouldBe([0.9f, 0.9f], 1e-6f);
        adam.Progress().Steps["a"].ShouldBe(2);
        adam.Progress().Steps["b"].ShouldBe(1);
        adam.ZeroGrad();
        a.Grad.ShouldBeNull();
    }

    [Fact]
    public void Not_a_number_and_infinity_in_a_gradient_reach_the_parameter()
    {
        using var scope = TensorScope.Enter();
        foreach (var name in OptimizerCases.Names)
        {
            var fixture = new TorchFixture($"optim_{name}");
            foreach (var fused in (bool[])[true, false])
            {
                var parameter = Tensor.Ones([40]).RequireGrad();
                using var optimizer = OptimizerCases.Make(fixture, [("w", parameter)]);
                optimizer.Fused = fused;
                var gradient = Tensor.Ones([40]);
                gradient.AsWritableSpan<float>()[3] = float.NaN;
                gradient.AsWritableSpan<float>()[37] = float.PositiveInfinity;
                parameter.SetGrad(gradient);
                optimizer.Step();
                var values = parameter.ToArray<float>();
                float.IsNaN(values[3]).ShouldBeTrue($"{name}, fused {fused}");
                float.IsFinite(values[37]).ShouldBeFalse($"{name}, fused {fused}");
                values.Count(float.IsFinite).ShouldBe(38, $"{name}, fused {fused}");
            }
        }
    }

    [Fact]
    public void A_graph_that_needs_the_old_values_notices_the_step()
    {
        using var scope = TensorScope.Enter();
        var w = Tensor.Ones([2]).RequireGrad();
        using var sgd = new Sgd([("w", w)], 0.1);
        w.SetGrad(Tensor.Ones([2]));
        var loss = (w * w).Sum();
        sgd.Step();
        Should.Throw<TorchException>(() => loss.Backward()).Message.ShouldContain("modified by an inplace operation");
    }

    [Fact]
    public void A_module_may_move_before_the_first_step_but_not_after_it()
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(1);
        using var net = new Linear(3, 2, generator);
        using var adam = new Adam(net.NamedParameters());
        net.To(Device.Cpu, DType.F64);
        net.Forward(Tensor.Ones([1, 3], DType.F64)).Sum().Backward();
        adam.Step();
        adam.State().ShouldAllBe(s => s.Value.DType == DType.F64);
        net.To(Device.Cpu, DType.F32);
        net.Forward(Tensor.Ones([1, 3])).Sum().Backward();
        var failure = Should.Throw<InvalidOperationException>(adam.Step);
        failure.Message.ShouldContain("'weight' is now f32[2, 3] on cpu, but its optimizer state is f64[2, 3] on cpu");
        adam.StepCount.ShouldBe(1);
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        using var scope = TensorScope.Enter();
        (string, Tensor)[] w = [("w", Tensor.Ones([1]).RequireGrad())];
        Should.Throw<ArgumentOutOfRangeException>(() => new Adam(w, beta2: 1)).Message.ShouldContain("beta2");
        Should.Throw<ArgumentOutOfRangeException>(() => new Adam(w, learningRate: -1));
        Should.Throw<ArgumentOutOfRangeException>(() => new RmsProp(w, weightDecay: -1)).Message.ShouldContain("weightDecay");
        Should.Throw<ArgumentException>(() => new Sgd(w, 0.1, nesterov: true));
        Should.Throw<ArgumentException>(() => new Adam([]));
        Should.Throw<ArgumentException>(() => new Adam([w[0], w[0]])).Message.ShouldContain("'w'");
        Should.Throw<ArgumentOutOfRangeException>(() => GradientClip.ByNorm(0));
    }

    internal static (string Name, Tensor Value)[] Start(TorchFixture fixture) =>
        [.. Enumerable.Range(0, 3).Select(k => ($"param{k}", fixture[$"param{k}.p0"].Clone().RequireGrad()))];

    internal static void GiveGradients(TorchFixture fixture, (string Name, Tensor Value)[] parameters, int step)
    {
        for (var k = 0; k < parameters.Length; k++) parameters[k].Value.SetGrad(fixture[$"grad.{k}"][step].Clone());
    }
}
