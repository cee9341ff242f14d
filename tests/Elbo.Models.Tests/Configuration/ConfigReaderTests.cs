using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Elbo.Models.Configuration;

namespace Elbo.Models.Tests.Configuration;

public sealed class ConfigReaderTests
{
    [Theory]
    [InlineData("""{ "laten": 3 }""", "unknown key 'model.laten'; did you mean 'latent'?")]
    [InlineData("""{ "latent": -3 }""", "model.latent must be 1 to 65536, is -3")]
    [InlineData("""{ "latent": "many" }""", "model.latent: \"many\" is not a whole number")]
    [InlineData("""{ "latent": 2.5 }""", "model.latent: 2.5 is not a whole number")]
    [InlineData("""{ "hidden": 7 }""", "model.hidden: 7 is not a list such as [200, 200]")]
    [InlineData("""{ "activation": "tan" }""", "model.activation: \"tan\" is not one of identity, tanh, relu")]
    [InlineData("""{ "hidden": [0] }""", "model.hidden must hold widths of 1 to 65536, has 0")]
    public void Each_mistake_is_named_with_key_and_value(string settings, string expected)
    {
        var problems = new List<string>();
        ModelCatalog.Find("vae").Resolve((JsonObject)JsonNode.Parse(settings)!, "model", problems);
        problems.ShouldBe([expected]);
    }

    [Fact]
    public void A_key_under_its_former_name_is_refused_with_the_present_one()
    {
        var problems = new List<string>();
        ModelCatalog.Find("vq-vae-global").Resolve((JsonObject)JsonNode.Parse("""{ "gridLaw": { "layers": 2 } }""")!, "model", problems);
        problems.ShouldBe(["unknown key 'model.gridLaw'; it is called 'gridPrior' now"]);
    }

    [Fact]
    public void All_mistakes_are_reported_together()
    {
        var problems = new List<string>();
        ModelCatalog.Find("vae").Resolve((JsonObject)JsonNode.Parse("""{ "hiden": [1], "latent": null, "start": 3.5 }""")!, "model", problems);
        problems.Count.ShouldBe(3);
    }

    [Fact]
    public void What_is_not_given_takes_its_default_and_shows_in_the_resolved_form()
    {
        var problems = new List<string>();
        var resolved = ModelCatalog.Find("vae").Resolve((JsonObject)JsonNode.Parse("""{ "latent": 7 }""")!, "model", problems);
        problems.ShouldBeEmpty();
        ((int)resolved["latent"]!).ShouldBe(7);
        resolved["hidden"]!.ToJsonString().ShouldBe("[200,200]");
        resolved["activation"]!.ToString().ShouldBe("tanh");
    }

    [Fact]
    public void An_unknown_model_suggests_the_nearest() =>
        Should.Throw<ConfigException>(() => ModelCatalog.Find("vea")).Message.ShouldBe("unknown model 'vea'; did you mean 'vae'?");

    [Fact]
    public void Assignments_reach_into_sections_and_keep_types()
    {
        var root = new JsonObject();
        ConfigReader.Set(root, "model.latent=32");
        ConfigReader.Set(root, "model.hidden=[10, 20]");
        ConfigReader.Set(root, "data.id=mnist");
        root.ToJsonString().ShouldBe("""{"model":{"latent":32,"hidden":[10,20]},"data":{"id":"mnist"}}""");
        Should.Throw<ConfigException>(() => ConfigReader.Set(root, "model.latent.deep=1")).Message.ShouldContain("'latent' is not an object");
        Should.Throw<ConfigException>(() => ConfigReader.Set(root, "nothing")).Message.ShouldContain("key=value");
    }

    [Fact]
    public void Files_may_have_comments_and_a_broken_one_is_named_with_its_line()
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "{ // recipe\n \"seed\": 3, }");
            ((int)ConfigReader.ReadFile(file)["seed"]!).ShouldBe(3);
            File.WriteAllText(file, "{\n \"seed\": }");
            Should.Throw<ConfigException>(() => ConfigReader.ReadFile(file)).Message.ShouldBe($"{file}: line 2: not valid JSON");
            File.WriteAllText(file, "{\n \"training\": { \"seed\": 3,\n \"seed\": 4 } }");
            Should.Throw<ConfigException>(() => ConfigReader.ReadFile(file)).Message.ShouldMatch($"^{Regex.Escape(file)}: .*'?seed'?");
            File.WriteAllText(file, "[1]");
            Should.Throw<ConfigException>(() => ConfigReader.ReadFile(file)).Message.ShouldContain("must be an object");
        }
        finally
        {
            File.Delete(file);
        }
    }
}
