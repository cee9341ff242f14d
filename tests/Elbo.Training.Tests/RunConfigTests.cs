using System.Text.Json.Nodes;
using Elbo.Data;
using Elbo.Models.Configuration;
using Elbo.Training.Configuration;

namespace Elbo.Training.Tests;

public sealed class RunConfigTests
{
    [Fact]
    public void Problems_of_every_section_are_reported_in_one_line()
    {
        var failure = Should.Throw<ConfigException>(() => Resolve("""
            { "modle": {}, "data": { "binarization": "fixed" }, "training": { "epochs": 0, "learningrate": 1 }, "seed": -1 }
            """));
        failure.Message.ShouldBe("unknown key 'modle'; did you mean 'model'?; unknown key 'data.binarization'; did you mean 'binarisation'?; "
            + "unknown key 'training.learningrate'; did you mean 'learningRate'?; seed: -1 is not a whole number from 0 on");
    }

    [Fact]
    public void Values_out_of_range_are_named() =>
        Should.Throw<ConfigException>(() => Resolve("""{ "training": { "epochs": 0, "learningRate": -1, "beta1": 1 } }"""))
            .Message.ShouldBe("training.epochs must be at least 1, is 0; training.learningRate must be positive, is -1; training.beta1 must be in [0, 1), is 1");

    [Theory]
    [InlineData("""{ "training": { "optimizer": "sgd", "beta2": 0.9 } }""", "training.beta2 has no effect but under optimizer=adam, adamW, adamax or rmsProp")]
    [InlineData("""{ "training": { "optimizer": "rmsProp", "beta1": 0.5 } }""", "training.beta1 has no effect but under optimizer=adam, adamW, adamax or sgd")]
    [InlineData("""{ "training": { "optimizer": "rmsProp", "beta2": 0.5 } }""", null)]
    [InlineData("""{ "training": { "klMin": 0.5 } }""", "training.klMin has no effect but beside klWarmUp")]
    [InlineData("""{ "training": { "klMin": 0.5, "klWarmUp": 3 } }""", null)]
    [InlineData("""{ "model": { "channels": [8] }, "training": { "minDelta": 1 } }""", "model.channels has no effect but under network=conv; training.minDelta has no effect but beside patience")]
    [InlineData("""{ "model": { "id": "vq-vae" }, "training": { "minDelta": 1, "stages": { "prior": { "patience": 2 } } } }""", null)]
    public void Keys_that_another_leaves_without_effect_are_refused(string json, string? message)
    {
        var config = Resolve(json);
        if (message is null) config.CheckEffects();
        else Should.Throw<ConfigException>(config.CheckEffects).Message.ShouldBe(message);
    }

    [Fact]
    public void The_resolved_form_reads_back_to_itself()
    {
        var first = Resolve("""{ "model": { "id": "vae", "latent": 3 }, "training": { "optimizer": "adamax", "clipNorm": 2 }, "seed": 18446744073709551615 }""");
        var text = first.ToText();
        RunConfig.Resolve((JsonObject)JsonNode.Parse(text)!).ToText().ShouldBe(text);
        first.Seed.ShouldBe(ulong.MaxValue);
        text.ShouldContain("\"optimizer\": \"adamax\"");
    }

    [Theory]
    [InlineData("""{ "id": "vae" }""", Binarisation.Dynamic)]
    [InlineData("""{ "id": "vae", "likelihood": "gaussian" }""", Binarisation.None)]
    [InlineData("""{ "id": "vq-vae" }""", Binarisation.None)]
    [InlineData("""{ "id": "vq-vae", "likelihood": "bernoulli", "prior": { "condition": "label" } }""", Binarisation.Dynamic)]
    [InlineData("""{ "id": "vq-vae-video" }""", Binarisation.Dynamic)]
    [InlineData("""{ "id": "linear-gaussian" }""", Binarisation.None)]
    public void Pixels_are_binarised_where_the_likelihood_is_of_zeros_and_ones_and_the_run_says_so(string model, Binarisation expected)
    {
        Resolve($$"""{ "model": {{model}} }""").Data.Binarisation.ShouldBe(expected);
        Resolve($$"""{ "model": {{model}}, "data": { "binarisation": "threshold" } }""").Data.Binarisation.ShouldBe(Binarisation.Threshold);
        Resolve($$"""{ "model": {{model}} }""").ToText().ShouldContain($"\"binarisation\": \"{expected.ToString().ToLowerInvariant()}\"");
    }

    private static RunConfig Resolve(string json) => RunConfig.Resolve((JsonObject)JsonNode.Parse(json)!);

    [Fact]
    public void A_model_of_graphs_takes_a_graph_and_its_own_length_of_training_unless_the_run_says_otherwise()
    {
        var usual = RunConfig.Resolve(new() { ["model"] = new JsonObject { ["id"] = "vgae" } });
        (usual.Data.Id, usual.Training.Epochs, usual.Training.LearningRate, usual.Training.Batch).ShouldBe(("cora", 200, 0.01, 100));
        var asked = RunConfig.Resolve(new()
        {
            ["model"] = new JsonObject { ["id"] = "vgae" },
            ["data"] = new JsonObject { ["id"] = "citeseer" },
            ["training"] = new JsonObject { ["epochs"] = 3 },
        });
        (asked.Data.Id, asked.Training.Epochs, asked.Training.LearningRate).ShouldBe(("citeseer", 3, 0.01));
        RunConfig.Resolve(new() { ["model"] = new JsonObject { ["id"] = "nvdm" } }).Data.Id.ShouldBe("20newsgroups");
        RunConfig.Resolve(new() { ["model"] = new JsonObject { ["id"] = "vae" } }).Data.Id.ShouldBe("mnist");
    }
}
