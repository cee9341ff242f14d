namespace Elbo.DocsGenerator.Tests;

public sealed class MarkedPartsTests
{
    [Fact]
    public void What_stands_between_the_markers_is_replaced_and_nothing_else()
    {
        var text = "before\n<!-- generated:a -->\nold\nlines\n<!-- /generated -->\nbetween\n<!-- generated:b -->\n<!-- /generated -->\nafter\n";
        var filled = MarkedParts.Fill(text, "x.md", name => $"new {name}\n");
        filled.ShouldBe("before\n<!-- generated:a -->\nnew a\n<!-- /generated -->\nbetween\n<!-- generated:b -->\nnew b\n<!-- /generated -->\nafter\n");
        MarkedParts.Fill(filled, "x.md", name => $"new {name}\n").ShouldBe(filled);
    }

    [Theory]
    [InlineData("<!-- generated:a -->\n", "x.md: '<!-- generated:a -->' has no <!-- /generated -->")]
    [InlineData("<!-- generated:c -->\n<!-- /generated -->\n", "x.md: nothing is called 'c'")]
    [InlineData("<!-- generated:a -->\n<!-- generated:a -->\n<!-- /generated -->\n", "x.md: '<!-- generated:a -->' stands inside another generated part")]
    public void A_marker_that_cannot_be_filled_is_named(string text, string says) =>
        Should.Throw<DocumentException>(() => MarkedParts.Fill(text, "x.md", name => name == "a" ? "new" : null)).Message.ShouldBe(says);
}
