using System.Text.Json.Nodes;
using Elbo.Data;
using Elbo.Models.Configuration;
using Elbo.Models.Likelihoods;
using Elbo.Models.Tests.Contract;
using Elbo.Models.Zoo.Cvae;
using Elbo.Testing;
using Elbo.Torch;
using Elbo.Torch.Optim;

namespace Elbo.Models.Tests.Zoo.Cvae;

[NoLeak]
public sealed class CvaeTests
{
    [Fact]
    public void Where_there_are_two_answers_it_gives_both_and_a_regressor_their_mean()
    {
        using var scope = TensorScope.Enter();
        var (regressor, _) = Trained(latent: 0);
        var (model, kl) = Trained(latent: 2);
        using (regressor)
        using (model)
        {
            using var off = Gradients.Off();
            var asked = new Batch(Tensor.From([0f, 9, 1, 9], 2, 2), null, Tensor.Arange(2));
            var mean = regressor.As<IGivenGenerator>()!.Complete(asked, 1, new NoiseStream(1)).ToArray<float>();
            // Of 1,000 examples for each x, ±2: the mean of their noise is within 5 · 2/√1000 of 0.
            mean[1].ShouldBe(0, 0.35f);
            mean[3].ShouldBe(1, 0.35f);

            var y = model.As<IGivenGenerator>()!.Complete(asked, 4000, new NoiseStream(1)).Select(-1, 1).ToArray<float>();
            for (var x = 0; x < 2; x++)
            {
                var of = y.Where((_, k) => k % 2 == x).Select(v => v - x).ToList();
                (of.Count(v => v > 0) / 4000.0).ShouldBe(0.5, 0.05, $"x = {x}");
                // A network takes some of z to pass from one to the other; the mean, where a regressor is, has no data around it.
                (of.Count(v => Math.Abs(Math.Abs(v) - 2) < 0.5) / 4000.0).ShouldBeGreaterThan(0.85, $"x = {x}");
            }
            // Which of the two it is takes ln 2 nats; a Gaussian q that is cut off at a boundary of N(0, I) takes somewhat more.
            kl.ShouldBeInRange(Math.Log(2) - 0.02, 1.2);
        }
    }

    [Fact]
    public void A_scale_of_the_data_and_of_its_spread_moves_the_bound_by_the_volume_alone()
    {
        const double C = 2.5;
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        using Model one = Real(), other = Real();
        foreach (var (name, value) in other.NamedParameters())
        {
            if (name == "encoder.first.0.weight") value.CopyInPlace(value / C);
            if (name is "decoder.mu.weight" or "decoder.mu.bias") value.CopyInPlace(value * C);
            if (name == "decoder.log_var.bias") value.CopyInPlace(value + 2 * Math.Log(C));
        }
        var batch = ContractCase.Patterns() with { Labels = Tensor.From([0L, 1, 2, 0, 1, 2, 0, 1]) };
        batch = batch with { X = batch.X.To(DType.F64) };
        var difference = one.Loss(batch, new NoiseStream(1)).Objective - other.Loss(batch with { X = batch.X * C }, new NoiseStream(1)).Objective;
        // Negative bounds: the wider model has 16 ln c nats more to pay. f64, but for a floor of the spread e⁻⁵⁰ away.
        difference.ToArray<double>().ShouldAllBe(v => Math.Abs(v + 16 * Math.Log(C)) < 1e-9);

        static Model Real()
        {
            using var generator = new Generator(1);
            var schema = DataSchema.OfShape([16]) with { Factors = [new Factor("label", 3)] };
            var model = CvaeDefinition.Build(new() { Latent = 2, Hidden = [12, 8], Likelihood = LikelihoodKind.Gaussian, OutputMean = OutputMean.Identity, SpreadFloor = -50, Given = new() { Factor = "label" } }, new(schema, generator));
            model.To(Device.Cpu, DType.F64);
            return model;
        }
    }

    [Fact]
    public void The_bound_is_of_the_places_that_are_not_given()
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        using var model = new ContractCase("cvae", """{ "latent": 0, "hidden": [12, 8], "given": { "columns": [1] } }""").Build();
        var batch = ContractCase.Patterns();
        var likelihood = model.Latent().Likelihood(batch, new(), new(new NoiseStream(1)));
        likelihood.Shape.ToArray().ShouldBe([8L, 12]);
        var p = ((Probability.IHasMean)likelihood).Mean().ToArray<float>();
        var x = batch.X.ToArray<float>();
        var expected = Enumerable.Range(0, 8).Select(b => Enumerable.Range(0, 16).Where(d => d % 4 != 1)
            .Select((d, k) => Math.Log(x[16 * b + d] == 1 ? p[12 * b + k] : 1 - p[12 * b + k])).Sum()).ToList();
        var loss = model.Loss(batch, new NoiseStream(1)).Objective.ToArray<float>();
        // f32: sums of a dozen numbers around 1.
        for (var b = 0; b < 8; b++) loss[b].ShouldBe((float)-expected[b], 1e-4f);
    }

    [Theory]
    [InlineData("""{ "given": { "columns": [4] } }""", "model.given.columns: examples [1, 4, 4] have columns 0 to 3, not 4")]
    [InlineData("""{ "given": { "columns": [0, 1, 2, 3] } }""", "model.given.columns: all of an example is given, nothing is left to model")]
    [InlineData("""{ "given": { "rectangle": [0, 0, 5, 1] } }""", "model.given.rectangle: [0, 0, 5, 1] does not lie in 4 rows and 4 columns")]
    [InlineData("""{ "given": { "factor": "label" } }""", "model.given.factor: the data has no factor 'label', nor any other")]
    [InlineData("""{ "given": { "mask": "seen" } }""", "model.given.mask: the data has no field 'seen'")]
    public void What_the_data_cannot_give_is_named(string settings, string message)
    {
        var said = Should.Throw<ConfigException>(() => new ContractCase("cvae", settings).Build()).Message;
        said.ShouldStartWith(message);
        said.ShouldNotContain("\n");
    }

    [Theory]
    [InlineData("""{ "given": { "columns": [0], "factor": "label" } }""", "model.given.factor has no effect beside given.columns: name one")]
    [InlineData("""{ "given": { "visible": 0.5, "binarise": true } }""", "model.given.binarise has no effect with given.visible")]
    [InlineData("""{ "latent": 0, "prior": "learned" }""", "model.prior has no effect without a code (latent 0)")]
    [InlineData("""{ "given": { "visible": 1 } }""", "model.given.visible must be between 0 and 1, is 1")]
    public void Keys_without_effect_are_refused(string settings, string message)
    {
        var problems = new List<string>();
        ModelCatalog.Find("cvae").Resolve((JsonObject)JsonNode.Parse(settings)!, "model", problems);
        problems.ShouldHaveSingleItem().ShouldBe(message);
    }

    [Fact]
    public void Binary_data_has_nothing_to_binarise()
    {
        using var generator = new Generator(1);
        var inputs = new ModelInputs(DataSchema.OfShape([1, 4, 4]) with { GreyLevels = 2 }, generator);
        Should.Throw<ConfigException>(() => CvaeDefinition.Build(new() { Given = new() { Binarise = true } }, inputs)).Message.ShouldStartWith("model.given.binarise has no effect");
    }

    // x in {0, 1} is given, y = x ± 2 with noise 0.1.
    private static (Model Model, double Kl) Trained(int latent)
    {
        using var generator = new Generator(1);
        var config = new CvaeConfig { Latent = latent, Hidden = [64, 64], Likelihood = LikelihoodKind.Gaussian, OutputMean = OutputMean.Identity, Given = new() { Columns = [0] } };
        var model = CvaeDefinition.Build(config, new([2], generator));
        using var scope = TensorScope.Enter();
        using var optimizer = new Adam(model.NamedParameters(), 3e-3);
        var (noise, data) = (new NoiseStream(2), new NoiseStream(3));
        var kl = 0.0;
        for (var step = 0; step < 3000; step++)
        {
            using var one = TensorScope.Enter();
            optimizer.LearningRate = 3e-3 * (1 - step / 3000.0);
            var x = data.Uniform([100, 1]).Lt(0.5).To(DType.F32);
            var y = x + data.Uniform([100, 1]).Lt(0.5).To(DType.F32) * 4 - 2 + data.Normal([100, 1]) * 0.1;
            var loss = model.Loss(new(Ops.Cat([x, y], 1), null, Tensor.Arange(100)), noise);
            loss.Objective.Mean().Backward();
            optimizer.Step();
            model.ZeroGrad();
            if (step >= 2900) kl += loss.Terms.Single(t => t.Name == "kl").Values.Mean().ToDouble() / 100;
        }
        return (model, kl);
    }
}
