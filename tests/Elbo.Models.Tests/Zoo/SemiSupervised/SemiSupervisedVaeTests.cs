using System.Text.Json.Nodes;
using Elbo.Data;
using Elbo.Models.Configuration;
using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Models.Tests.Zoo.SemiSupervised;

[NoLeak]
public sealed class SemiSupervisedVaeTests
{
    public static TheoryData<string, string> Models => new()
    {
        { "ssvae", """{ "latent": 2, "hidden": [6] }""" },
        { "ssvae", """{ "latent": 2, "hidden": [6, 5], "likelihood": "gaussian" }""" },
        { "ssvae-m1m2", """{ "latent": 2, "hidden": [6], "featureLatent": 3, "featureHidden": [6] }""" },
    };

    [Theory]
    [InlineData("""{ "latent": 2, "hidden": [6] }""")]
    [InlineData("""{ "latent": 2, "hidden": [6, 5], "likelihood": "gaussian" }""")]
    public void Gradients_are_those_of_central_differences_on_labelled_and_other_examples(string settings)
    {
        using var scope = TensorScope.Enter();
        using var model = Build("ssvae", settings);
        model.To(Device.Cpu, DType.F64);
        var batch = Examples(0, -1, 2, -1);
        FiniteDifference.Check(model, batch with { X = batch.X.To(DType.F64) });
    }

    [Theory, MemberData(nameof(Models))]
    public void Batches_of_one_kind_alone_and_of_one_example_have_finite_terms(string id, string settings)
    {
        using var scope = TensorScope.Enter();
        using var model = Build(id, settings);
        foreach (var labels in (long[][])[[0, 1, 2], [-1, -1], [1], [-1]])
        {
            var loss = model.Loss(Examples(labels), new NoiseStream(1));
            loss.Objective.Shape.ToArray().ShouldBe([labels.Length]);
            loss.Objective.To(DType.F64).ToArray<double>().ShouldAllBe(v => double.IsFinite(v));
        }
    }

    [Theory, MemberData(nameof(Models))]
    public void New_examples_are_of_the_class_that_is_asked_for_and_of_all_in_turn_else(string id, string settings)
    {
        using var scope = TensorScope.Enter();
        using var model = Build(id, settings);
        model.Evaluate();
        using var off = Gradients.Off();
        var generator = model.As<IConditionalGenerator>()!;
        var turns = generator.Generate(6, new NoiseStream(2)).ToArray<float>().Chunk(16).ToArray();
        var asked = generator.Generate(6, new NoiseStream(2), 1, 1).ToArray<float>().Chunk(16).ToArray();
        asked[1].ShouldBe(turns[1]);
        asked[4].ShouldBe(turns[4]);
        asked[0].ShouldNotBe(turns[0]);
    }

    [Theory]
    [InlineData("ssvae")]
    [InlineData("ssvae-m1m2")]
    public void Data_without_classes_is_refused_in_a_line(string id)
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(1);
        var failure = Should.Throw<ConfigException>(() => ModelCatalog.Find(id).Build(Resolved(id, "{}"), new([1, 4, 4], generator)));
        failure.Message.ShouldContain("no labels");
        failure.Message.ShouldNotContain("\n");
    }

    [Fact]
    public void A_model_that_must_be_told_every_class_is_refused_data_in_which_some_are_not_known()
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(1);
        var failure = Should.Throw<ConfigException>(() => ModelCatalog.Find("cvae").Build(Resolved("cvae", """{ "given": { "factor": "label" } }"""), Inputs(generator)));
        failure.Message.ShouldContain("data.labelled");
    }

    private static JsonObject Resolved(string id, string settings)
    {
        var problems = new List<string>();
        var resolved = ModelCatalog.Find(id).Resolve((JsonObject)JsonNode.Parse(settings)!, "model", problems);
        problems.ShouldBeEmpty();
        return resolved;
    }

    private static ModelInputs Inputs(Generator generator) => new(DataSchema.OfShape([1, 4, 4]) with { TrainingExamples = 8, Factors = [new(Factor.Label, 3) { IsPartlyKnown = true }] }, generator);

    private static Model Build(string id, string settings)
    {
        using var generator = new Generator(1);
        var chosen = Resolved(id, settings);
        // Tanh has no kinks between the two points of a difference.
        chosen["activation"] = "tanh";
        return ModelCatalog.Find(id).Build(chosen, Inputs(generator));
    }

    private static Batch Examples(params long[] labels) => Contract.ContractCase.Patterns().Rows(Tensor.Arange(labels.Length)) with { Labels = Tensor.From(labels) };
}
