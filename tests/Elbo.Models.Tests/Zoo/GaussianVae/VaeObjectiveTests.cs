using Elbo.Data;
using Elbo.Models.Architectures;
using Elbo.Models.Latents;
using Elbo.Models.Likelihoods;
using Elbo.Models.Tests.Contract;
using Elbo.Models.Zoo.GaussianVae;
using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Models.Tests.Zoo.GaussianVae;

[NoLeak]
public sealed class VaeObjectiveTests
{
    // A handful of f64 roundings of numbers around 10.
    private const double Rounding = 1e-11;

    public static TheoryData<string> Variants => [.. Configs.Keys];

    private static readonly Dictionary<string, VaeConfig> Configs = new()
    {
        ["bernoulli"] = new(),
        ["sampled"] = new() { Estimator = BoundEstimator.Sampled },
        ["three draws"] = new() { Draws = 3 },
        ["gaussian"] = new() { Likelihood = LikelihoodKind.Gaussian },
        ["gaussian, unbounded mean"] = new() { Likelihood = LikelihoodKind.Gaussian, OutputMean = OutputMean.Identity },
        ["gaussian at its floor"] = new() { Likelihood = LikelihoodKind.Gaussian, SpreadFloor = -1.4 },
        ["logistic"] = new() { Likelihood = LikelihoodKind.DiscretisedLogistic },
        ["convolutions"] = new() { Network = NetworkKind.Conv, Channels = [3, 4] },
        ["weight prior"] = new() { WeightPrior = true },
    };

    [Theory, MemberData(nameof(Variants))]
    public void Gradient_of_the_bound_at_fixed_noise_agrees_with_finite_differences(string variant)
    {
        using var scope = TensorScope.Enter();
        using var model = Build(Configs[variant]);
        FiniteDifference.Check(model, Patterns());
    }

    [Theory]
    [InlineData("bernoulli")]
    [InlineData("gaussian")]
    [InlineData("logistic")]
    public void Estimators_a_and_b_agree_in_expectation_and_a_fresh_network_varies_less_under_b(string variant)
    {
        const int Repetitions = 20_000;
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        using var b = Build(Configs[variant]);
        using var a = Build(Configs[variant] with { Estimator = BoundEstimator.Sampled });
        var one = Patterns().X.Narrow(0, 0, 1);
        var many = new Batch(one.Expand([Repetitions, 16]).Contiguous(), null, Tensor.Arange(Repetitions));
        var (ofA, ofB) = (a.Loss(many, new NoiseStream(1)).Objective, b.Loss(many, new NoiseStream(2)).Objective);
        var (varianceA, varianceB) = (ofA.Var([0], correction: 1).ToDouble(), ofB.Var([0], correction: 1).ToDouble());
        (ofA.Mean() - ofB.Mean()).ToDouble().ShouldBe(0, 4 * Math.Sqrt((varianceA + varianceB) / Repetitions));
        varianceB.ShouldBeLessThan(varianceA);
    }

    [Fact]
    public void Several_draws_are_averaged_and_average_out_the_noise()
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        using var one = Build(new());
        using var sixteen = Build(new() { Draws = 16 });
        var many = new Batch(Patterns().X.Narrow(0, 0, 1).Expand([4000, 16]).Contiguous(), null, Tensor.Arange(4000));
        var (single, mean) = (one.Loss(many, new NoiseStream(1)).Objective, sixteen.Loss(many, new NoiseStream(2)).Objective);
        // The variance of a variance from 4000 draws is about 2/4000 of its square; heavy tails make it some more.
        (single.Var([0], correction: 1) / mean.Var([0], correction: 1)).ToDouble().ShouldBeInRange(16 * 0.8, 16 * 1.25);
        mean.Mean().ToDouble().ShouldBe(single.Mean().ToDouble(), 4 * Math.Sqrt(single.Var([0], correction: 1).ToDouble() / 4000 * 1.1));
    }

    [Fact]
    public void The_weight_prior_is_half_the_squared_norm_of_the_decoder_over_n_once_per_example()
    {
        using var scope = TensorScope.Enter();
        using var with = Build(new() { WeightPrior = true });
        using var without = Build(new());
        var (a, b) = (with.Loss(Patterns(), new NoiseStream(1)), without.Loss(Patterns(), new NoiseStream(1)));
        var expected = with.NamedChildren().Single(c => c.Name == "decoder").Value.Parameters().Sum(p => p.Square().Sum().ToDouble()) / (2 * 8);
        expected.ShouldBeGreaterThan(0.1);
        (a.Objective - b.Objective - expected).Abs().Max().ToDouble().ShouldBeLessThan(Rounding);
        a.Terms.Single(t => t.Name == "weight_prior").Values.ToArray<double>().ShouldAllBe(v => Math.Abs(v - expected) < Rounding);
    }

    [Fact]
    public void A_weight_prior_without_the_number_of_examples_says_so_when_an_objective_is_asked()
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(1);
        using var model = VaeDefinition.Build(new() { Latent = 2, Hidden = [4], WeightPrior = true }, new(ContractCase.Shape, generator));
        Should.Throw<InvalidOperationException>(() => model.Loss(ContractCase.Patterns(), new NoiseStream(1))).Message.ShouldContain("TrainingExamples");
    }

    [Theory]
    [InlineData(BoundEstimator.AnalyticKl)]
    [InlineData(BoundEstimator.Sampled)]
    public void The_kl_weight_changes_the_objective_and_no_term(BoundEstimator estimator)
    {
        using var scope = TensorScope.Enter();
        using var model = Build(new() { Estimator = estimator });
        var whole = model.Loss(Patterns(), new NoiseStream(1));
        var warm = model.Loss(Patterns(), new(new(1)) { KlWeight = 0.25 });
        Tensor reconstruction = Term(whole, "reconstruction"), kl = Term(whole, "kl");
        (Term(warm, "kl") - kl).Abs().Max().ToDouble().ShouldBe(0);
        (whole.Objective - reconstruction - kl).Abs().Max().ToDouble().ShouldBeLessThan(Rounding);
        (warm.Objective - reconstruction - kl * 0.25).Abs().Max().ToDouble().ShouldBeLessThan(Rounding);
    }

    [Fact]
    public void Wake_moves_the_decoder_alone_sleep_the_encoder_alone_and_the_bound_is_told()
    {
        using var scope = TensorScope.Enter();
        using var model = Build(new() { Objective = VaeObjective.WakeSleep });
        var loss = model.Loss(Patterns(), new NoiseStream(1));
        (loss.Objective - Term(loss, "wake") - Term(loss, "sleep")).Abs().Max().ToDouble().ShouldBeLessThan(Rounding);
        Term(loss, "kl").RequiresGrad.ShouldBeFalse();
        Term(loss, "wake").Sum().Backward(retainGraph: true);
        Reached("decoder");
        Term(loss, "sleep").Sum().Backward();
        Reached("encoder");
        using var off = Gradients.Off();
        // The bound's two parts at q's draws: the same numbers as the other objective's, by sampling.
        var bound = Bound.Draw(model.Latent(), Patterns(), 1, new(new NoiseStream(1)));
        (Term(loss, "kl") - (bound.LogQ() - bound.LogP()).Squeeze(0)).Abs().Max().ToDouble().ShouldBeLessThan(Rounding);
        (Term(loss, "reconstruction") + bound.LogLikelihood.Squeeze(0)).Abs().Max().ToDouble().ShouldBeLessThan(Rounding);

        void Reached(string part)
        {
            foreach (var (name, parameter) in model.NamedParameters())
                (parameter.Grad is not null).ShouldBe(name.StartsWith(part, StringComparison.Ordinal), name);
            model.ZeroGrad();
        }
    }

    private static Tensor Term(LossTerms loss, string name) => loss.Terms.Single(t => t.Name == name).Values;

    private static Model Build(VaeConfig config)
    {
        using var generator = new Generator(1);
        var model = VaeDefinition.Build(config with { Latent = 3, Hidden = [10] }, new(ContractCase.Shape, generator, 8));
        model.To(Device.Cpu, DType.F64);
        return model;
    }

    private static Batch Patterns()
    {
        var patterns = ContractCase.Patterns();
        return patterns with { X = patterns.X.To(DType.F64) };
    }
}
