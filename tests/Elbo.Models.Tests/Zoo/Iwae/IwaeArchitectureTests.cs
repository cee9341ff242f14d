using System.Text.Json.Nodes;
using Elbo.Models.Latents;
using Elbo.Models.Tests.Contract;
using Elbo.Models.Zoo.Iwae;
using Elbo.Probability;
using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Models.Tests.Zoo.Iwae;

[NoLeak]
public sealed class IwaeArchitectureTests
{
    [Fact]
    public void One_layer_is_the_papers_784_200_200_50_and_back() => Shapes(new()).ShouldBe(
    [
        "encoder_1.body.0 784-200", "encoder_1.body.1 200-200", "encoder_1.mu 200-50", "encoder_1.log_std 200-50",
        "decoder.body.0 50-200", "decoder.body.1 200-200", "decoder.logits 200-784",
    ]);

    [Fact]
    public void Two_layers_are_the_papers_nets() => Shapes(new() { Latent = [100, 50], Hidden = [[200, 200], [100, 100]] }).ShouldBe(
    [
        "encoder_1.body.0 784-200", "encoder_1.body.1 200-200", "encoder_1.mu 200-100", "encoder_1.log_std 200-100",
        "encoder_2.body.0 100-100", "encoder_2.body.1 100-100", "encoder_2.mu 100-50", "encoder_2.log_std 100-50",
        "prior_1.body.0 50-100", "prior_1.body.1 100-100", "prior_1.mu 100-100", "prior_1.log_std 100-100",
        "decoder.body.0 100-200", "decoder.body.1 200-200", "decoder.logits 200-784",
    ]);

    [Fact]
    public void Weights_start_in_glorots_range_biases_at_zero_and_the_output_at_the_mean_image()
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(1);
        var mean = Tensor.From([0f, 0.25f, 0.5f, 1f]);
        using var model = IwaeDefinition.Build(new() { Latent = [3, 2], Hidden = [[6], [5]] }, new([4], generator) { Statistics = new(mean) });
        foreach (var (name, value) in model.NamedParameters())
        {
            var largest = value.Abs().Max().ToDouble();
            if (name.EndsWith("weight", StringComparison.Ordinal))
                largest.ShouldBeInRange(1e-3, Math.Sqrt(6.0 / (value.Size(0) + value.Size(1))), name);
            else if (name != "decoder.logits.bias") largest.ShouldBe(0, name);
        }
        var start = model.NamedParameters().Single(p => p.Name == "decoder.logits.bias").Value.Sigmoid().ToArray<float>();
        float[] expected = [0.001f, 0.25f, 0.5f, 0.999f];
        for (var d = 0; d < 4; d++) start[d].ShouldBe(expected[d], 1e-6f);
    }

    [Fact]
    public void The_second_head_is_log_sigma()
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        using var model = Build(new() { Latent = [2], Hidden = [[6]] });
        Parameter(model, "encoder_1.log_std.weight").FillInPlace(0);
        Parameter(model, "encoder_1.log_std.bias").CopyInPlace(Tensor.From([(float)Math.Log(0.5), (float)Math.Log(3)]));
        var walk = new DrawWalk(new NoiseStream(1), 1, 8);
        model.Latent().VisitPosterior(ContractCase.Patterns(), walk);
        var logVar = ((Normal)walk.Draws.Single().Drawn.Source).LogVariance().ToArray<float>();
        logVar[0].ShouldBe((float)Math.Log(0.25), 1e-6f);
        logVar[1].ShouldBe((float)Math.Log(9), 1e-6f);
        var z = model.Infer(ContractCase.Patterns(), 20_000, new NoiseStream(1)).Z;
        // Standard deviation of 20,000 draws: relative error 1/√40,000.
        z.Std([0], correction: 1).Mean([0]).ToArray<float>()[1].ShouldBe(3, 5 * 3 / 200.0);
    }

    [Fact]
    public void Two_layers_log_density_is_the_sum_over_the_chain_and_the_code_holds_the_layers_side_by_side()
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        using var model = Build(new() { Latent = [3, 2], Hidden = [[], []] });
        // In f64, as (z − μ)/σ loses digits that the model, which knows ε, keeps.
        model.To(Device.Cpu, DType.F64);
        var batch = ContractCase.Patterns();
        batch = batch with { X = batch.X.To(DType.F64) };
        var draw = model.Infer(batch, 4, new NoiseStream(1));
        draw.Z.Shape.ToArray().ShouldBe([4L, 8, 5]);
        Tensor h1 = draw.Z.Narrow(-1, 0, 3), h2 = draw.Z.Narrow(-1, 3, 2);
        Normal At(string name, Tensor v) => Normal.FromLogStd(Head(name + ".mu", v), Head(name + ".log_std", v));
        Tensor Head(string name, Tensor v) => v.Linear(Parameter(model, name + ".weight"), Parameter(model, name + ".bias"));
        var logQ = At("encoder_1", batch.X).LogProb(h1) + At("encoder_2", h1).LogProb(h2);
        var logP = new StandardNormal(2).LogProb(h2) + At("prior_1", h2).LogProb(h1) + new Bernoulli(Head("decoder.logits", h1)).LogProb(batch.X);
        (logQ - draw.LogQ).Abs().Max().ToDouble().ShouldBeLessThan(1e-10);
        (logP - model.LogJoint(batch, draw.Z)).Abs().Max().ToDouble().ShouldBeLessThan(1e-10);
    }

    [Fact]
    public void Generated_data_follow_the_chain_from_the_top()
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        using var model = Build(new() { Latent = [1, 1], Hidden = [[], []] });
        foreach (var (_, value) in model.NamedParameters()) value.FillInPlace(0);
        // h_1 = 2 + 3 h_2 + ε and logits h_1 / 8 + …: small enough for σ to be nearly straight.
        Parameter(model, "prior_1.mu.weight").FillInPlace(3);
        Parameter(model, "prior_1.mu.bias").FillInPlace(2);
        Parameter(model, "decoder.logits.weight").FillInPlace(0.01);
        var logits = model.As<IGenerator>()!.Generate(40_000, new NoiseStream(1)).Logit().Narrow(1, 0, 1).Squeeze() * 100.0;
        // Mean 2, variance 3² + 1, each within five standard errors.
        logits.Mean().ToDouble().ShouldBe(2, 5 * Math.Sqrt(10.0 / 40_000));
        logits.Var([0], correction: 1).ToDouble().ShouldBe(10, 5 * 10 * Math.Sqrt(2.0 / 40_000));
    }

    [Theory]
    [InlineData("""{ "latent": [100, 50] }""", "model.hidden must list the widths of as many stochastic layers as latent has sizes (2), e.g. [[200, 200], [100, 100]] for two; lists 1")]
    [InlineData("""{ "latent": [] , "hidden": [] }""", "model.latent must list 1 to 8 stochastic layers, lists 0")]
    [InlineData("""{ "samples": 0 }""", "model.samples must be 1 to 100000, is 0")]
    [InlineData("""{ "objective": "elbo" }""", "model.objective: \"elbo\" is not one of iwae, vae, stl, dreg, rws, rwsDreg, miwae, ciwae, piwae")]
    [InlineData("""{ "objective": "miwae", "groups": 0 }""", "model.groups must be 1 to 100000, and all draws together no more, is 0")]
    [InlineData("""{ "objective": "ciwae", "beta": 1.5 }""", "model.beta must be 0 to 1, is 1.5")]
    [InlineData("""{ "objective": "rws", "samples": 1 }""", "model.samples must be at least 2 under this objective, is 1")]
    [InlineData("""{ "hidden": [null] }""", "model.hidden must hold a list of widths for each stochastic layer, has null")]
    public void A_mistake_is_named(string settings, string expected)
    {
        var problems = new List<string>();
        ModelCatalog.Find("iwae").Resolve((JsonObject)JsonNode.Parse(settings)!, "model", problems);
        problems.ShouldBe([expected]);
    }

    private static Model Build(IwaeConfig config)
    {
        using var generator = new Generator(1);
        return IwaeDefinition.Build(config, new(ContractCase.Shape, generator));
    }

    private static Tensor Parameter(Model model, string name) => model.NamedParameters().Single(p => p.Name == name).Value;

    private static List<string> Shapes(IwaeConfig config)
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(1);
        using var model = IwaeDefinition.Build(config, new([1, 28, 28], generator));
        return [.. model.NamedParameters().Where(p => p.Value.Rank == 2).Select(p => $"{p.Name[..^".weight".Length]} {p.Value.Size(1)}-{p.Value.Size(0)}")];
    }
}
