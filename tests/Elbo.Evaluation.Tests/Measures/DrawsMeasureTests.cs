using System.Text.Json.Nodes;
using Elbo.Data;
using Elbo.Evaluation.Measures;
using Elbo.Models;
using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Evaluation.Tests.Measures;

[NoLeak]
public sealed class DrawsMeasureTests
{
    [Fact]
    public void A_decoder_that_gives_the_examples_themselves_has_windows_around_them()
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        float[] example = [0.2f, 0.7f, 0.4f, 0.9f];
        using var model = Build("gmmn", """{ "latent": 1, "hidden": [] }""", example.Length);
        // All draws are the example: no code reaches the output.
        foreach (var (name, value) in model.NamedParameters())
            if (name.EndsWith("weight")) value.ZeroInPlace();
            else value.CopyInPlace(Tensor.From(example, example.Length).Logit());
        using var data = new FakeDataset(40, [1, 2, 2], example);
        var figures = new DrawsMeasure().Take(new(model, data, Split.Test)).ToDictionary(f => f.Kind.Name);
        figures["squared_mmd"].Value.ShouldBe(0, 1e-5);
        // The narrowest window is the likeliest: −D/2 log 2πσ² at distance 0.
        figures["parzen_width"].Value.ShouldBe(0.1);
        figures["parzen"].Value.ShouldBe(-2 * Math.Log(2 * Math.PI * 0.01), 1e-3);
    }

    [Fact]
    public void It_is_for_models_without_a_bound_alone()
    {
        using var scope = TensorScope.Enter();
        using var gan = Build("gan", """{ "latent": 1, "hidden": [4] }""", 4);
        using var vae = Build("vae", """{ "latent": 1, "hidden": [4] }""", 4);
        var schema = DataSchema.OfShape([1, 2, 2]);
        new DrawsMeasure().Unfit(gan, schema).ShouldBeNull();
        new DrawsMeasure().Unfit(vae, schema).ShouldBe("the model has a bound, which says more");
        foreach (var measure in MeasureCatalog.All.Where(m => m is BoundMeasure or IwaeMeasure or ActiveUnitsMeasure or KlMeasure)) measure.Unfit(gan, schema).ShouldBe("the model has no encoder");
    }

    private static Model Build(string id, string settings, int dimensions)
    {
        var problems = new List<string>();
        var resolved = ModelCatalog.Find(id).Resolve((JsonObject)JsonNode.Parse(settings)!, "model", problems);
        problems.ShouldBeEmpty();
        using var generator = new Generator(1);
        return ModelCatalog.Find(id).Build(resolved, new(DataSchema.OfShape([1, dimensions / 2, 2]), generator));
    }
}
