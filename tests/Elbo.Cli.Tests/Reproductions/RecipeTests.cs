using Elbo.Evaluation.Measures;
using Elbo.Models.Configuration;
using Elbo.Runs.Recipes;

namespace Elbo.Cli.Tests.Reproductions;

public sealed class RecipeTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string At => Path.Combine(folder.Path, "mine.json");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Protocol_and_paper_stand_beside_the_settings()
    {
        File.WriteAllText(At, """
            // a head
            { "model": { "id": "vae" }, "evaluation": { "samples": 50, "limit": 100 }, "paper": [{ "name": "nll", "value": 86.76, "source": "Table 1" }] }
            """);
        var recipe = Recipe.Read(At);
        recipe.Settings.Select(p => p.Key).ShouldBe(["model"]);
        recipe.Evaluation.ShouldBe(new EvaluationProtocol { Samples = 50, Limit = 100 });
        recipe.Paper.ShouldBe([new PaperFigure { Name = "nll", Value = 86.76, Source = "Table 1" }]);
    }

    [Theory]
    [InlineData("{ \"annealed\": 0 }", "evaluation.annealed must be at least 1 or null, is 0")]
    [InlineData("{ \"annealed\": 5, \"steps\": 1 }", "evaluation.steps must be at least 2 or null, is 1")]
    [InlineData("{ \"chains\": 4 }", "evaluation.chains has no effect but beside annealed")]
    [InlineData("{ \"bdmc\": true }", "evaluation.bdmc has no effect but beside annealed")]
    public void Annealing_is_asked_for_by_its_examples(string evaluation, string problem)
    {
        File.WriteAllText(At, $$"""{ "evaluation": {{evaluation}} }""");
        Should.Throw<ConfigException>(() => Recipe.Read(At)).Message.ShouldBe($"{At}: {problem}");
    }

    [Fact]
    public void All_that_is_wrong_beside_the_settings_is_one_line_that_names_the_file()
    {
        File.WriteAllText(At, """
            { "evaluation": { "sample": 50, "limit": 0 }, "paper": [{ "name": "nll", "source": "Table 1" }, { "name": "bits", "value": 1, "source": "" }, 3] }
            """);
        Should.Throw<ConfigException>(() => Recipe.Read(At)).Message.ShouldBe(
            $"{At}: unknown key 'evaluation.sample'; did you mean 'samples'?; paper[0].value must be given; "
            + $"paper[1].name must be one of {string.Join(", ", MeasureCatalog.Kept.Select(k => k.Name))}, is 'bits'; paper[1].source must name the table or figure; paper[2]: 3 is not an object");
    }
}
