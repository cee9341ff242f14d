using System.Text.Json.Nodes;
using Elbo.Data;
using Elbo.Evaluation.Likelihood;
using Elbo.Evaluation.Measures;
using Elbo.Models;
using Elbo.Models.Latents;
using Elbo.Models.Likelihoods;
using Elbo.Models.Zoo.GaussianVae;
using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Evaluation.Tests.Measures;

[NoLeak]
public sealed class MeasureCatalogTests
{
    private static readonly float[] image = [.. Enumerable.Range(0, 144).Select(k => k % 3 == 0 ? 1f : 0f)];

    [Fact]
    public void Names_of_measures_and_places_of_figures_are_unique_and_written_alike()
    {
        MeasureCatalog.All.Select(m => m.Id).ShouldBeUnique();
        MeasureCatalog.All.Select(m => m.Id).ShouldAllBe(id => id.All(c => char.IsAsciiLetterLower(c) || c == '-'));
        MeasureCatalog.Kinds.Select(k => k.Path).ShouldBeUnique();
        MeasureCatalog.Kinds.Select(k => k.Name).ShouldAllBe(name => name.All(c => char.IsAsciiLetterLower(c) || c == '_'));
        // Results name a figure without its section.
        MeasureCatalog.Kept.Select(k => k.Name).ShouldBeUnique();
    }

    [Theory]
    [InlineData("vae", """{ "latent": 2, "hidden": [8] }""", "bound on log p(x)", "log p(x|z)", "KL(q(z|x) ‖ p(z))")]
    [InlineData("cvae", """{ "latent": 2, "hidden": [8, 8] }""", "bound on log p(y|x)", "log p(y|x,z)", "KL(q(z|y,x) ‖ p(z))")]
    [InlineData("cvae", """{ "latent": 2, "hidden": [8, 8], "prior": "learned", "given": { "visible": 0.5 } }""", "bound on log p(y|x)", "log p(y|x,z)", "KL(q(z|y,x) ‖ p(z|x))")]
    [InlineData("cvae", """{ "latent": 0, "hidden": [8, 8] }""", "log p(y|x), exact: there are no latent variables", "log p(y|x)", null)]
    public void Figures_of_a_bound_say_of_what_density_they_are(string id, string settings, string bound, string likelihood, string? divergence)
    {
        using var data = new FakeDataset(20, [1, 12, 12], image);
        using var generator = new Generator(1);
        var resolved = ModelCatalog.Find(id).Resolve((JsonObject)JsonNode.Parse(settings)!, "model", []);
        using var model = ModelCatalog.Find(id).Build(resolved, new([1, 12, 12], generator));
        model.Evaluate();
        var figures = new BoundMeasure().Take(new(model, data, Split.Test) { Limit = 6 }).ToList();
        figures.Single(f => f.Kind == BoundMeasure.Elbo).Meaning.ShouldBe(bound);
        figures.Single(f => f.Kind == BoundMeasure.Reconstruction).Label.ShouldBe(likelihood);
        figures.SingleOrDefault(f => f.Kind == BoundMeasure.Kl)?.Meaning.ShouldBe(divergence);
        figures.Any(f => f.Kind == BoundMeasure.Kl).ShouldBe(divergence is not null);
    }

    [Fact]
    public void A_measure_that_fits_gives_figures_of_its_own_kinds_and_no_other_does()
    {
        using var data = new FakeDataset(20, [1, 12, 12], image);
        using var generator = new Generator(1);
        foreach (var model in (Model[])[VaeDefinition.Build(new() { Latent = 3, Hidden = [8] }, new([1, 12, 12], generator)), PointEncoder.Autoencoder(144)])
        {
            using (model)
            {
                model.Evaluate();
                var context = new MeasureContext(model, data, Split.Test) { Limit = 6, Samples = 7 };
                foreach (var measure in MeasureCatalog.All.Where(m => m.Unfit(model, DataSchema.Of(data)) is null))
                {
                    var figures = measure.Take(context).ToList();
                    figures.ShouldNotBeEmpty(measure.Id);
                    figures.Select(f => f.Kind).ShouldBeSubsetOf(measure.Kinds, measure.Id);
                    figures.Select(f => f.Kind).ShouldBeUnique();
                }
            }
        }
    }

    [Fact]
    public void A_code_that_is_a_point_of_real_numbers_has_no_bound_and_no_divergence_but_a_reconstruction()
    {
        using var data = new FakeDataset(20, [1, 12, 12], image);
        using var model = PointEncoder.Autoencoder(144);
        model.Evaluate();
        var schema = DataSchema.Of(data);
        foreach (var id in (string[])["bound", "iwae", "kl", "information"]) MeasureCatalog.All.Single(m => m.Id == id).Unfit(model, schema)!.ShouldContain("deterministic");
        MeasureCatalog.All.Where(m => m.Unfit(model, schema) is null).Select(m => m.Id).ShouldBe(["units", "reconstruction", "draws"], ignoreOrder: true);
        var figures = new ReconstructionMeasure().Take(new(model, data, Split.Test)).Select(f => f.Name).ToList();
        figures.ShouldContain("reconstruction");
        figures.ShouldContain("psnr");
        Should.Throw<ArgumentException>(() => ElboEvaluator.Evaluate(model, data, Split.Test)).Message.ShouldContain("no bound");
        Should.Throw<ArgumentException>(() => IwaeEvaluator.Evaluate(model, data, Split.Test, 3)).Message.ShouldContain("no bound");
    }

    [Fact]
    public void A_point_of_real_numbers_refuses_its_density_even_where_nobody_said_that_it_is_one()
    {
        using var off = Gradients.Off();
        using var scope = TensorScope.Enter();
        using var model = PointEncoder.Autoencoder(144);
        var bound = Bound.Draw(model, new(Tensor.Zeros([2, 144]), null, Tensor.Arange(2)), 1, new(new NoiseStream(1)));
        Should.Throw<InvalidOperationException>(() => bound.LogWeights()).Message.ShouldContain("no density");
        bound.Sites[0].ElementDivergence().ShouldBeNull();
    }

    [Fact]
    public void Bits_per_dimension_are_of_the_grey_values_that_the_data_has()
    {
        using var generator = new Generator(1);
        using var model = VaeDefinition.Build(new() { Latent = 2, Hidden = [4], Likelihood = LikelihoodKind.DiscretisedLogistic }, new([1, 12, 12], generator));
        model.Evaluate();
        Names(256).ShouldContain("bits_per_dimension");
        // The mass of a grey value says nothing about pixels that were made black and white.
        Names(2).ShouldNotContain("bits_per_dimension");

        List<string> Names(int levels)
        {
            using var data = new FakeDataset(4, [1, 12, 12], image) { GreyLevels = levels };
            return [.. MeasureCatalog.Bound.Take(new(model, data, Split.Test)).Select(f => f.Name)];
        }
    }
}
