using Elbo.Models.Objectives;
using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Models.Tests.Objectives;

[NoLeak]
public sealed class DiscrepancyTests
{
    // A handful of f64 roundings of numbers around 10.
    private const double Rounding = 1e-11;

    public static TheoryData<DiscrepancyKernel> Kernels => [.. Enum.GetValues<DiscrepancyKernel>()];

    [Fact]
    public void Of_two_draws_in_one_dimension_it_is_what_the_kernels_add_up_to()
    {
        // C = 2. Within {0, 2}: distance 4, within {1, 1}: 0, across: four times 1.
        using var scope = TensorScope.Enter();
        Tensor a = Tensor.From([0.0, 2.0], 2, 1), b = Tensor.From([1.0, 1.0], 2, 1);
        Estimate(a, b, DiscrepancyKernel.InverseMultiquadratic).ShouldBe(1.0 / 3 + 1 - 2 * (2.0 / 3), Rounding);
        Estimate(a, b, DiscrepancyKernel.Rbf).ShouldBe(Math.Exp(-2) + 1 - 2 * Math.Exp(-0.5), Rounding);
        // h = 1/2 in two dimensions: C = 1, and both squared distances are doubled.
        Estimate(Ops.Cat([a, a], -1), Ops.Cat([b, b], -1), DiscrepancyKernel.Rbf, 0.5).ShouldBe(Math.Exp(-8) + 1 - 2 * Math.Exp(-2), Rounding);
    }

    [Theory]
    [InlineData(DiscrepancyKernel.InverseMultiquadratic, 0, 0)]
    [InlineData(DiscrepancyKernel.Rbf, 0, 0)]
    // E k = ∫ of the kernel under N(0, 2) and N(1, 2): (3)^(−1/2) and e^(−1/6) (3)^(−1/2) for the Gaussian one, by quadrature for the other.
    [InlineData(DiscrepancyKernel.InverseMultiquadratic, 1, 0.144689)]
    [InlineData(DiscrepancyKernel.Rbf, 1, 0.177268)]
    public void It_averages_the_exact_discrepancy_of_two_gaussians_and_nothing_for_equal_ones(DiscrepancyKernel kernel, double shift, double exact)
    {
        using var scope = TensorScope.Enter();
        // Few draws, where the biased estimate would be off by 2/n (1 − E k), about 0.1.
        const int Draws = 8, Repeats = 4000;
        var noise = new NoiseStream(7);
        var estimates = Enumerable.Range(0, Repeats).Select(_ => Once()).ToArray();
        var mean = estimates.Average();
        var error = Math.Sqrt(estimates.Sum(e => (e - mean) * (e - mean)) / (Repeats - 1.0) / Repeats);
        error.ShouldBeLessThan(0.005);
        mean.ShouldBe(exact, 4 * error);

        double Once()
        {
            using var inner = TensorScope.Enter();
            return Estimate(noise.Normal([Draws, 1], dtype: DType.F64), noise.Normal([Draws, 1], dtype: DType.F64) + shift, kernel);
        }
    }

    [Theory, MemberData(nameof(Kernels))]
    public void Gradient_of_each_draw_agrees_with_finite_differences(DiscrepancyKernel kernel)
    {
        using var scope = TensorScope.Enter();
        var noise = new NoiseStream(8);
        Tensor a = noise.Normal([5, 3], dtype: DType.F64), b = noise.Normal([5, 3], dtype: DType.F64) + 1;
        var moving = a.Clone().RequireGrad();
        var gradient = Gradients.Of([MeanDiscrepancy.Contributions(moving, b, kernel, 0.7).Mean()], [moving])[0].ToArray<double>();
        var expected = FiniteDifference.Gradient(x => MeanDiscrepancy.Contributions(x, b, kernel, 0.7).Mean(), a);
        gradient.ShouldAllBe(g => Math.Abs(g) > 1e-6);
        for (var k = 0; k < expected.Length; k++) gradient[k].ShouldBe(expected[k], 1e-8);
    }

    [Fact]
    public void Alpha_0_and_lambda_1_is_the_plain_bound_in_value_and_gradient()
    {
        using var scope = TensorScope.Enter();
        using Vae info = SmallVae.With(new DiscrepancyObjective(0, 1)), plain = SmallVae.With(new ElboObjective());
        foreach (var weight in (double[])[1, 0.3])
        {
            StepContext Step() => new(new NoiseStream(1)) { KlWeight = weight };
            Tensor first = info.Loss(SmallVae.Patterns(), Step()).Objective, second = plain.Loss(SmallVae.Patterns(), Step()).Objective;
            first.ToArray<double>().ShouldBe(second.ToArray<double>());
            info.ZeroGrad();
            plain.ZeroGrad();
            first.Mean().Backward();
            second.Mean().Backward();
            foreach (var ((name, a), (_, b)) in info.NamedParameters().Zip(plain.NamedParameters()))
                a.Grad!.ToArray<double>().ShouldBe(b.Grad!.ToArray<double>(), name);
        }
    }

    [Theory, MemberData(nameof(Kernels))]
    public void Without_the_divergence_the_discrepancy_still_moves_the_encoder_and_not_the_decoder(DiscrepancyKernel kernel)
    {
        using var scope = TensorScope.Enter();
        using var model = SmallVae.With(new DiscrepancyObjective(1, 10, kernel));
        var loss = model.Loss(SmallVae.Patterns(), new NoiseStream(1));
        loss.Terms.Single(t => t.Name == "mmd").Values.Mean().Backward();
        foreach (var (name, parameter) in model.NamedParameters())
        {
            if (name.StartsWith("decoder", StringComparison.Ordinal)) parameter.Grad.ShouldBeNull(name);
            else parameter.Grad.ShouldNotBeNull(name).Abs().Sum().ToDouble().ShouldBeGreaterThan(0, name);
        }
    }

    [Theory, MemberData(nameof(Kernels))]
    public void Gradient_at_fixed_noise_agrees_with_finite_differences(DiscrepancyKernel kernel)
    {
        using var scope = TensorScope.Enter();
        using var model = SmallVae.With(new DiscrepancyObjective(0.5, 20, kernel));
        FiniteDifference.Check(model, SmallVae.Patterns());
    }

    [Fact]
    public void What_is_watched_is_the_negative_bound_which_does_not_depend_on_the_batch()
    {
        using var scope = TensorScope.Enter();
        using Vae model = SmallVae.With(new DiscrepancyObjective(0.5, 1000)), plain = SmallVae.With(new ElboObjective());
        var loss = model.Loss(SmallVae.Patterns(), new NoiseStream(1));
        loss.Watched.ShouldBe("negative_elbo");
        loss.Terms.Single(t => t.Name == "mmd").Unit.ShouldBe(Unit.None);
        SmallVae.Term(loss, "negative_elbo").ShouldBe(plain.Loss(SmallVae.Patterns(), new NoiseStream(1)).Objective.ToArray<double>());
    }

    [Theory, MemberData(nameof(Kernels))]
    public void A_batch_of_one_example_has_no_discrepancy_and_finite_terms(DiscrepancyKernel kernel)
    {
        using var scope = TensorScope.Enter();
        using var model = SmallVae.With(new DiscrepancyObjective(0.5, 1000, kernel));
        var one = SmallVae.Patterns();
        var loss = model.Loss(new(one.X.Narrow(0, 0, 1), null, Tensor.Arange(1)), new NoiseStream(1));
        SmallVae.Term(loss, "mmd").ShouldBe([0.0]);
        loss.Objective.ToArray<double>().ShouldAllBe(v => double.IsFinite(v));
    }

    private static double Estimate(Tensor a, Tensor b, DiscrepancyKernel kernel, double bandwidth = 1) =>
        MeanDiscrepancy.Contributions(a, b, kernel, bandwidth).Mean().ToDouble();
}
