using Elbo.Cli.Shell;

namespace Elbo.Cli.Tests.Shell;

public sealed class TextPageTests
{
    [Fact]
    public void Lines_break_at_blanks_and_a_long_word_stays_whole() =>
        TextPage.Wrap("one two  three extraordinarily four", 9).ShouldBe(["one two", "three", "extraordinarily", "four"]);

    [Theory]
    [InlineData(40)]
    [InlineData(60)]
    public void A_table_keeps_its_second_column_within_the_width(int width)
    {
        StringWriter text = new();
        new TextPage(text, width).Table("Options", [("--short", "does a thing that takes some words to tell"), ("--a-very-long-option-name VALUE", "does another thing")]);

        var lines = text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.ShouldAllBe(line => line.Length <= width);
        lines[0].ShouldBe("Options:");
        string.Join(' ', lines).ShouldContain("another");
    }
}
