using Elbo.Data;
using Elbo.Models.Conditionals;
using Elbo.Models.Latents;
using Elbo.Models.Networks;
using Elbo.Models.Objectives;
using Elbo.Models.Zoo.NeuralStatistician;
using Elbo.Probability;
using Elbo.Testing;
using Elbo.Torch;
using Elbo.Torch.Fused;
using Elbo.Torch.Nn;

namespace Elbo.Models.Tests.Zoo.NeuralStatistician;

[NoLeak]
public sealed class NeuralStatisticianTests
{
    [Fact]
    public void A_set_has_one_context_and_a_code_for_each_of_its_items()
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        using var model = Build();
        var bound = Bound.Draw(model.Latent(), Sets(3), 5, new(new NoiseStream(1)));
        bound.Sites.Select(s => s.Site).ShouldBe(["c", "z"]);
        bound.Sites[0].Value.Shape.ToArray().ShouldBe([5L, 3, 2]);
        bound.Sites[1].Value.Shape.ToArray().ShouldBe([5L, 3, 6, 4]);
        bound.LogLikelihood.Shape.ToArray().ShouldBe([5L, 3]);
        bound.Sites.ShouldAllBe(s => s.HasClosedForm);
        model.As<IEncoder>()!.Encode(Sets(3)).Shape.ToArray().ShouldBe([3L, 2]);
        model.As<IGenerator>()!.Generate(7, new NoiseStream(1)).Shape.ToArray().ShouldBe([7L, 6, 1]);
    }

    [Fact]
    public void Codes_of_different_sets_begin_as_far_apart_as_the_prior_can_see()
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        using var data = Datasets.Open("synthetic-distributions", new());
        var sets = data.Draw(Split.Train, [.. Enumerable.Range(0, 300).Select(i => (long)i)]);
        foreach (var seed in (ulong[])[1, 2, 3, 4, 5])
        {
            using var generator = new Generator(seed);
            using var model = NeuralStatisticianDefinition.Build(new(), new(DataSchema.Of(data), generator));
            // Deviations of dimensions under a prior of 1. From weights of U(±1/√inputs) they are about 0.001, and grow no faster than the noise of training.
            model.As<IEncoder>()!.Encode(sets).Std([0], correction: 1).ToArray<float>().ShouldAllBe(deviation => deviation > 0.05f, $"seed {seed}");
        }
    }

    [Fact]
    public void The_order_of_a_set_changes_neither_its_code_nor_its_importance_weights()
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        using var model = Build();
        var sets = Sets(3);
        var order = Tensor.From([5L, 0, 3, 1, 4, 2]);
        var turned = sets with { X = sets.X.IndexSelect(1, order) };
        (model.As<IEncoder>()!.Encode(sets) - model.As<IEncoder>()!.Encode(turned)).Abs().Max().ToDouble().ShouldBeLessThan(1e-12);

        var walk = new DrawWalk(new NoiseStream(1), 4, 3);
        model.Latent().VisitPosterior(sets, walk);
        var moved = new SiteValues("c", walk.Values["c"]);
        moved.Add("z", walk.Values["z"].IndexSelect(2, order));
        var replayed = new ReplayWalk(moved);
        model.Latent().VisitPosterior(turned, replayed);
        var before = JointDensity.LogProb(model.Latent(), sets, walk.Values) - walk.Draws.Select(d => d.Drawn.LogProb()).Aggregate((a, b) => a + b);
        var after = JointDensity.LogProb(model.Latent(), turned, moved) - replayed.LogProb()!;
        // f64, sums of numbers up to some thousands.
        (before - after).Abs().Max().ToDouble().ShouldBeLessThan(1e-8);
    }

    [Fact]
    public void Divergences_agree_with_the_mean_log_ratio_of_many_draws()
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        using var model = Build();
        var bound = Bound.Draw(model.Latent(), Sets(2), 40_000, new(new NoiseStream(1)));
        foreach (var site in bound.Sites)
        {
            var ratio = site.LogQ - site.LogP;
            var error = Math.Sqrt(ratio.Var([0], correction: 1).Max().ToDouble() / 40_000);
            var closed = site.Divergence();
            // Of the items the closed form is one for each draw of c; five standard errors.
            (closed.Rank == 1 ? closed : closed.Mean([0])).ToArray<double>().Zip(ratio.Mean([0]).ToArray<double>()).ShouldAllBe(p => Math.Abs(p.First - p.Second) < 5 * error);
        }
    }

    [Fact]
    public void Gradient_at_fixed_noise_agrees_with_finite_differences()
    {
        using var scope = TensorScope.Enter();
        using var model = Build();
        FiniteDifference.Check(model, Sets(3));
    }

    [Fact]
    public void With_a_normal_item_and_linear_nets_the_bound_is_the_evidence_and_the_mean_shrinks()
    {
        // x_i ~ N(c, 1), c ~ N(0, 1): p(c | D) = N(n/(n + 1) x̄, 1/(n + 1)), log p(D) = log N(0, I + 11ᵀ).
        const int N = 6;
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        using var generator = new Generator(1);
        var statistic = new GaussianEncoder(new SetEncoder(1, [], Activation.Relu, generator), 1, 1, generator, Initialisers.Zeros);
        using var model = new Vae(
            new LatentProgram([new("c", [1])], [("statistic", statistic)], (x, walk) => walk.At("c", statistic.Of(x.X))), LatentProgram.StandardNormal("c", 1),
            new DataLikelihood([], (x, z, _) => Normal.FromStd(z["c"].Unsqueeze(-2).Expand([.. z["c"].Shape[..^1], N, 1]), Tensor.Ones([1], x.X.DType), 2)), new ElboObjective());
        model.To(Device.Cpu, DType.F64);
        foreach (var (name, value) in model.NamedParameters())
        {
            if (name.EndsWith("mu.weight", StringComparison.Ordinal)) value.FillInPlace(N / (N + 1.0));
            if (name.EndsWith("log_var.bias", StringComparison.Ordinal)) value.FillInPlace(-Math.Log(N + 1));
        }
        var sets = Sets(4);
        var exact = MultivariateNormal.FromCovariance(Tensor.Zeros([N], DType.F64), Ops.Eye(N, DType.F64) + 1).LogProb(sets.X.Squeeze(-1));
        var weights = Bound.Draw(model, sets, 5, new(new NoiseStream(1))).LogWeights();
        // f64, sums of a few numbers around 10.
        (weights - exact).Abs().Max().ToDouble().ShouldBeLessThan(1e-10);
        (model.As<IEncoder>()!.Encode(sets).Squeeze(-1) - sets.X.Squeeze(-1).Mean([1]) * (N / (N + 1.0))).Abs().Max().ToDouble().ShouldBeLessThan(1e-12);
    }

    private static Batch Sets(int count) => new(new NoiseStream(9).Normal([count, 6, 1], dtype: DType.F64), null, Tensor.Arange(count));

    private static Model Build()
    {
        using var generator = new Generator(1);
        var schema = DataSchema.OfShape([6, 1]) with { Kind = DataKind.Set };
        var model = NeuralStatisticianDefinition.Build(new() { Context = 2, Latent = 4, Hidden = [8, 6] }, new(schema, generator));
        model.To(Device.Cpu, DType.F64);
        return model;
    }
}
