using Elbo.Architecture.Tests.Planted;
using Elbo.Architecture.Tests.Rules;

namespace Elbo.Architecture.Tests;

public sealed class NameTests
{
    private const string Planted = "Elbo.Architecture.Tests.Planted.";

    [Fact]
    public void Names_are_the_words_of_the_field() => NameRule.Violations(SourceAssemblies.Instance.Types).ShouldBeEmpty();

    [Fact]
    public void Another_word_is_reported_and_no_part_of_one() =>
        NameRule.Violations([typeof(PictureFrames), typeof(ShapeHelper), typeof(MuLawClasses)]).ShouldBe(
            [Planted + "PictureFrames", Planted + "ShapeHelper", Planted + "MuLawClasses.get_SoundsLength", Planted + "MuLawClasses.SoundsLength"],
            ignoreOrder: true);
}
