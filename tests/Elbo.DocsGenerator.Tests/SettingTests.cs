using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace Elbo.DocsGenerator.Tests;

public sealed class SettingTests
{
    /// <summary>A choice.</summary>
    public enum Choice
    {
        /// <summary>The usual.</summary>
        FirstOne,
        Second,
    }

    [Fact]
    public void A_key_has_its_type_default_meaning_and_the_rule_its_error_states()
    {
        var initial = new JsonObject { ["size"] = 3, ["rate"] = null, ["layers"] = new JsonArray(2), ["choice"] = "firstOne", ["inner"] = new JsonObject { ["on"] = true } };
        var settings = Setting.Of(typeof(Sample), "model", initial, given => (given["size"] is JsonValue size && size.TryGetValue<int>(out var n) && n < 1 ? ["model.size must be at least 1, is " + n] : [])).ToList();

        settings.ShouldBe(
        [
            new("model.size", "whole number", "3", "How many of `Choice`.", "be at least 1"),
            new("model.rate", "number or null", "null", "", ""),
            new("model.layers", "list of whole numbers", "[2]", "", ""),
            new("model.choice", "one of `firstOne`, `second`", "\"firstOne\"", "A choice. `firstOne`: The usual", ""),
            new("model.inner", "object", "{\"on\":true}", "Another record.", ""),
            new("model.inner.on", "true or false", "true", "", ""),
        ]);
    }

    [Fact]
    public void References_in_comments_become_code() =>
        XmlDocs.Paragraph(XElement.Parse("<summary>\n  Takes <paramref name=\"x\"/>,\n <see cref=\"M:Elbo.Torch.Tensor.Add(System.Int32)\"/> and <c>null</c> &lt; 3.</summary>"))
            .ShouldBe("Takes `x`, `Add` and `null` < 3.");

    [Fact]
    public void A_bar_in_a_cell_does_not_begin_another()
    {
        var table = new MarkdownTable("a");
        table.Add("p(x | z)");
        table.ToString().ShouldBe("| a |\n| --- |\n| p(x \\| z) |\n");
    }

    /// <summary>A configuration.</summary>
    public sealed record Sample
    {
        /// <summary>How many of <see cref="Choice"/>.</summary>
        public int Size { get; init; } = 3;

        public double? Rate { get; init; }

        public int[] Layers { get; init; } = [2];

        public Choice Choice { get; init; }

        public Inner Inner { get; init; } = new();
    }

    /// <summary>Another record.</summary>
    public sealed record Inner
    {
        public bool On { get; init; } = true;
    }
}
