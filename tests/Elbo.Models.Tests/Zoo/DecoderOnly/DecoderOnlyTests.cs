using System.Text.Json.Nodes;
using Elbo.Data;
using Elbo.Models.Latents;
using Elbo.Probability.Inference;
using Elbo.Testing;
using Elbo.Torch;
using Elbo.Torch.Optim;

namespace Elbo.Models.Tests.Zoo.DecoderOnly;

[NoLeak]
public sealed class DecoderOnlyTests
{
    [Theory]
    [InlineData("gmmn")]
    [InlineData("gan")]
    public void It_draws_and_decodes_and_claims_nothing_that_needs_an_encoder(string id)
    {
        using var scope = TensorScope.Enter();
        using var model = Build(id, """{ "latent": 2, "hidden": [8] }""");
        model.As<IGenerator>().ShouldNotBeNull().Generate(3, new(1)).Shape.ToArray().ShouldBe([3L, 16]);
        model.As<IDecoder>().ShouldNotBeNull().Decode(Tensor.Zeros([5, 2])).Shape.ToArray().ShouldBe([5L, 16]);
        model.As<IGenerativeModel>().ShouldNotBeNull();
        model.As<ILatentVariables>().ShouldBeNull();
        model.As<IEncoder>().ShouldBeNull();
        model.As<IReconstructor>().ShouldBeNull();
    }

    [Theory]
    [InlineData("gmmn")]
    [InlineData("gan")]
    public void Its_density_at_z_is_the_noise_around_what_it_decodes(string id)
    {
        using var scope = TensorScope.Enter();
        using var model = Build(id, """{ "latent": 2, "hidden": [8], "variance": 0.1 }""");
        var noise = new NoiseStream(2);
        var (x, z) = (noise.Uniform([3, 16]), noise.Normal([4, 3, 2]));
        var values = new SiteValues();
        values.Add("z", z);
        var joint = JointDensity.LogProb(model.As<IGenerativeModel>()!, new(x, null, Tensor.Arange(3)), values).ToArray<float>();
        var decoded = model.As<IDecoder>()!.Decode(z.Reshape([12, 2])).Reshape([4, 3, 16]);
        var expected = ((x - decoded).Square().Sum([-1]) / (-2 * 0.1) - 8 * Math.Log(2 * Math.PI * 0.1) - z.Square().Sum([-1]) / 2 - Math.Log(2 * Math.PI)).ToArray<float>();
        for (var k = 0; k < 12; k++) joint[k].ShouldBe(expected[k], 1e-3);
    }

    [Fact]
    public void Annealing_gives_its_likelihood_without_an_encoder()
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        using var model = Build("gmmn", """{ "latent": 1, "hidden": [8], "activation": "tanh", "variance": 0.1 }""");
        model.Evaluate();
        var generative = model.As<IGenerativeModel>()!;
        var batch = new Batch(new NoiseStream(6).Uniform([5, 16]), null, Tensor.Arange(5));
        // The trapezium rule over [−8, 8] is exact to rounding for a smooth density that has vanished at both ends.
        const int Points = 1601;
        var grid = new SiteValues();
        grid.Add("z", Ops.Linspace(-8, 8, Points).View([Points, 1, 1]).Expand([Points, 5, 1]).Contiguous());
        var exact = (JointDensity.LogProb(generative, batch, grid).To(DType.F64).Logsumexp([0]) + Math.Log(16.0 / (Points - 1))).ToArray<double>();
        var estimate = AnnealedImportance.Forward(new PosteriorPath(generative, batch, AnnealingBase.Prior), AnnealingSchedule.Sigmoid(100), 40, new AdaptingStepSize(0.1), new NoiseStream(7));
        for (var b = 0; b < 5; b++)
        {
            estimate.StandardError[b].ShouldBeLessThan(0.2);
            estimate.Log[b].ShouldBe(exact[b], 5 * estimate.StandardError[b] + 1e-3);
        }
        Should.Throw<NotSupportedException>(() => new PosteriorPath(generative, batch, AnnealingBase.Encoder)).Message.ShouldBe("the model has no encoder to begin at");
    }

    [Fact]
    public void Moment_matching_brings_the_mean_and_the_spread_of_draws_to_those_of_the_data()
    {
        using var scope = TensorScope.Enter();
        using var model = Build("gmmn", """{ "latent": 1, "hidden": [16, 16], "outputMean": "identity", "activation": "tanh", "bandwidths": [0.5, 1, 2, 4] }""");
        using var adam = new Adam(model.NamedParameters(), 5e-3);
        var noise = new NoiseStream(4);
        for (var k = 0; k < 300; k++)
        {
            using var step = TensorScope.Enter();
            adam.ZeroGrad();
            model.Loss(Data(64), noise).Objective.Mean().Backward();
            adam.Step();
        }
        using var off = Gradients.Off();
        var drawn = model.As<IGenerator>()!.Generate(2000, noise);
        // Data is (1 + ε, −1 − ε, …) with ε ~ N(0, 0.5²).
        var first = drawn.Select(1, 0).ToArray<float>();
        first.Average().ShouldBe(1, 0.15);
        Math.Sqrt(first.Average(v => (v - first.Average()) * (v - first.Average()))).ShouldBe(0.5, 0.15);
        (drawn.Select(1, 0) + drawn.Select(1, 1)).Abs().Mean().ToDouble().ShouldBeLessThan(0.15);

        Batch Data(int n)
        {
            var sign = Tensor.From([.. Enumerable.Range(0, 16).Select(d => d % 2 == 0 ? 1f : -1f)], 16);
            return new((noise.Normal([n, 1]) * 0.5 + 1) * sign, null, Tensor.Arange(n));
        }
    }

    private static Model Build(string id, string settings)
    {
        var problems = new List<string>();
        var resolved = ModelCatalog.Find(id).Resolve((JsonObject)JsonNode.Parse(settings)!, "model", problems);
        problems.ShouldBeEmpty();
        using var generator = new Generator(1);
        return ModelCatalog.Find(id).Build(resolved, new(DataSchema.OfShape([1, 4, 4]), generator));
    }
}
