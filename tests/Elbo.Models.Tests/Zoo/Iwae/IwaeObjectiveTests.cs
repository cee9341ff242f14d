using Elbo.Data;
using Elbo.Models.Objectives;
using Elbo.Models.Tests.Contract;
using Elbo.Models.Zoo.Iwae;
using Elbo.Testing;
using Elbo.Torch;
using Elbo.Torch.Fused;

namespace Elbo.Models.Tests.Zoo.Iwae;

[NoLeak]
public sealed class IwaeObjectiveTests
{
    private const int K = 7;

    // A handful of f64 roundings of numbers around 10.
    private const double Rounding = 1e-12;

    public static TheoryData<string> Layers => ["one", "two"];

    [Theory, MemberData(nameof(Layers))]
    public void Each_objective_is_its_own_reduction_of_the_same_log_weights(string layers)
    {
        using var scope = TensorScope.Enter();
        var batch = Batch();
        double[] LossOf(MultiSampleObjective objective)
        {
            using var model = Build(layers, objective);
            return model.Loss(batch, new NoiseStream(3)).Objective.ToArray<double>();
        }
        using var plain = Build(layers, MultiSampleObjective.Iwae);
        var draw = plain.Infer(batch, K, new NoiseStream(3));
        var logW = (plain.LogJoint(batch, draw.Z) - draw.LogQ).ToArray<double>();
        double[] iwae = LossOf(MultiSampleObjective.Iwae), vae = LossOf(MultiSampleObjective.Vae);
        for (var b = 0; b < batch.Count; b++)
        {
            var weights = Enumerable.Range(0, K).Select(k => logW[k * batch.Count + b]).ToList();
            iwae[b].ShouldBe(-Math.Log(weights.Average(Math.Exp)), Rounding);
            vae[b].ShouldBe(-weights.Average(), Rounding);
            // Jensen's gap of seven spread-out weights: swapping the two cannot pass.
            (vae[b] - iwae[b]).ShouldBeGreaterThan(0.01);
        }
    }

    [Theory, MemberData(nameof(Layers))]
    public void With_one_sample_the_two_objectives_are_one(string layers)
    {
        using var scope = TensorScope.Enter();
        using var iwae = Build(layers, MultiSampleObjective.Iwae, samples: 1);
        using var vae = Build(layers, MultiSampleObjective.Vae, samples: 1);
        var expected = iwae.Loss(Batch(), new NoiseStream(3)).Objective.ToArray<double>();
        vae.Loss(Batch(), new NoiseStream(3)).Objective.ToArray<double>().ShouldBe(expected);
    }

    [Theory, MemberData(nameof(Layers))]
    public void Gradient_is_the_sum_of_the_samples_gradients_weighed_by_the_softmax_of_log_w(string layers)
    {
        using var scope = TensorScope.Enter();
        using var model = Build(layers, MultiSampleObjective.Iwae);
        var batch = Batch();
        var parameters = model.Parameters().ToArray();
        var ofBound = Gradients.Of([model.Loss(batch, new NoiseStream(3)).Objective.Sum()], parameters);
        var draw = model.Infer(batch, K, new NoiseStream(3));
        var logW = model.LogJoint(batch, draw.Z) - draw.LogQ;
        Gap(Gradients.Of([logW], parameters, [-logW.Detach().Softmax(0)], retainGraph: true)).ShouldBeLessThan(Rounding);
        // The gradient of the other objective is another one.
        Gap(Gradients.Of([logW], parameters, [Tensor.Full(logW.Shape, -1.0 / K, DType.F64)])).ShouldBeGreaterThan(1e-3);

        double Gap(Tensor[] other) => ofBound.Zip(other).Max(pair => (pair.First - pair.Second).Abs().Max().ToDouble());
    }

    [Theory, MemberData(nameof(Layers))]
    public void Gradient_at_fixed_noise_agrees_with_finite_differences(string layers)
    {
        using var scope = TensorScope.Enter();
        using var model = Build(layers, MultiSampleObjective.Iwae);
        FiniteDifference.Check(model, Batch());
    }

    [Theory, MemberData(nameof(Layers))]
    public void The_kernels_give_the_objective_and_gradient_of_operators(string layers)
    {
        using var scope = TensorScope.Enter();
        using var plain = Build(layers, MultiSampleObjective.Iwae);
        using var fast = Build(layers, MultiSampleObjective.Iwae);
        plain.To(Device.Cpu, DType.F32);
        fast.To(Device.Cpu, DType.F32);
        Tensor expected;
        using (FusedPath.Off())
        {
            expected = plain.Loss(ContractCase.Patterns(), new NoiseStream(3)).Objective;
            expected.Sum().Backward();
        }
        var objective = fast.Loss(ContractCase.Patterns(), new NoiseStream(3)).Objective;
        // f32: sums of sixteen terms around 1.
        (objective - expected).Abs().Max().ToDouble().ShouldBeLessThan(1e-5);
        objective.Sum().Backward();
        foreach (var ((name, a), b) in plain.NamedParameters().Zip(fast.Parameters()))
            (a.Grad! - b.Grad!).Abs().Max().ToDouble().ShouldBeLessThan(1e-4 * Math.Max(1, a.Grad!.Abs().Max().ToDouble()), name);
    }

    [Fact]
    public void Terms_account_for_the_objective_and_the_gain_is_never_negative()
    {
        using var scope = TensorScope.Enter();
        using var model = Build("two", MultiSampleObjective.Iwae);
        var loss = model.Loss(Batch(), new NoiseStream(3));
        var terms = loss.Terms.ToDictionary(t => t.Name, t => t.Values.ToArray<double>());
        var objective = loss.Objective.ToArray<double>();
        for (var b = 0; b < objective.Length; b++)
        {
            (terms["reconstruction"][b] + terms["kl"][b] - terms["importance_gain"][b]).ShouldBe(objective[b], Rounding);
            terms["importance_gain"][b].ShouldBeGreaterThan(0);
        }
    }

    [Theory]
    [InlineData(MultiSampleObjective.Iwae)]
    [InlineData(MultiSampleObjective.Vae)]
    public void The_kl_weight_multiplies_the_divergence_of_every_draw_and_no_term(MultiSampleObjective objective)
    {
        using var scope = TensorScope.Enter();
        using var model = Build("two", objective, samples: 1);
        var whole = model.Loss(Batch(), new NoiseStream(3)).Terms.ToDictionary(t => t.Name, t => t.Values);
        var warm = model.Loss(Batch(), new(new(3)) { KlWeight = 0.25 });
        (warm.Objective - whole["reconstruction"] - whole["kl"] * 0.25).Abs().Max().ToDouble().ShouldBeLessThan(Rounding);
        (warm.Terms.Single(t => t.Name == "kl").Values - whole["kl"]).Abs().Max().ToDouble().ShouldBe(0);
    }

    private static Model Build(string layers, MultiSampleObjective objective, int samples = K)
    {
        using var generator = new Generator(1);
        var config = layers == "one"
            ? new IwaeConfig { Latent = [3], Hidden = [[12]] }
            : new IwaeConfig { Latent = [4, 3], Hidden = [[12], [6]] };
        var model = IwaeDefinition.Build(config with { Samples = samples, Objective = objective }, new(ContractCase.Shape, generator));
        model.To(Device.Cpu, DType.F64);
        return model;
    }

    private static Batch Batch()
    {
        var patterns = ContractCase.Patterns();
        return patterns with { X = patterns.X.To(DType.F64) };
    }
}
