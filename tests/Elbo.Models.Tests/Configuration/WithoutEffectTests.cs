using System.Text.Json.Nodes;

namespace Elbo.Models.Tests.Configuration;

/// <summary>What is said of a key that another leaves without effect; that every such key is found is <see cref="Contract.KeyEffectTests"/>.</summary>
public sealed class WithoutEffectTests
{
    [Theory]
    [InlineData("vae", """{ "channels": [8] }""", "channels has no effect but under network=conv")]
    [InlineData("vae", """{ "channels": [8], "network": "conv" }""", null)]
    [InlineData("vae", """{ "channels": [32, 64] }""", null)]
    [InlineData("iwae", """{ "groups": 4 }""", "groups has no effect but under objective=miwae or piwae")]
    [InlineData("vae", """{ "spreadFloor": -3 }""", "spreadFloor has no effect but under likelihood=gaussian, discretisedLogistic, colourLogistic or mixed")]
    [InlineData("vae", """{ "likelihood": "gaussian", "fixedVariance": 0.1 }""", "fixedVariance has no effect but under variance=fixed")]
    [InlineData("vae", """{ "priorDepth": 3 }""", "priorDepth has no effect but beside prior")]
    [InlineData("vae", """{ "priorDepth": 3, "prior": "maf" }""", null)]
    [InlineData("vq-vae", """{ "quantizer": { "kind": "lookupFree", "vector": { "codes": 7 } } }""", "quantizer.vector has no effect but under kind=vector, product or residual")]
    [InlineData("vq-vae", """{ "quantizer": { "kind": "gumbel" }, "quantizerWeight": 2 }""", "quantizerWeight has no effect but under quantizer.kind=vector, product, residual or lookupFree")]
    [InlineData("vq-vae", """{ "likelihood": "bernoulli", "network": { "spread": "channel" } }""", "network.spread has no effect but under likelihood=gaussian, discretisedLogistic or colourLogistic")]
    [InlineData("vq-vae-video", """{ "frames": { "network": { "spread": "channel" } } }""", "frames.network.spread has no effect but under likelihood=gaussian, discretisedLogistic or colourLogistic")]
    public void A_key_without_effect_is_named_with_what_it_counts_under(string model, string settings, string? expected)
    {
        var entry = ModelCatalog.Find(model);
        List<string> problems = [];
        var resolved = entry.Resolve((JsonObject)JsonNode.Parse(settings)!, "model", problems);
        problems.ShouldBeEmpty();
        entry.WithoutEffect(resolved).Select(k => $"{k}").ShouldBe(expected is null ? [] : [expected]);
    }
}
