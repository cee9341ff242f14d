namespace Elbo.Data.Tests;

public sealed class NearestNameTests
{
    [Theory]
    [InlineData("", "", 0)]
    [InlineData("mnist", "mnist", 0)]
    [InlineData("mnist", "mnits", 1)]
    [InlineData("ca", "abc", 3)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("", "abc", 3)]
    public void The_distance_counts_edits_and_swaps_of_neighbours(string a, string b, int expected)
    {
        NearestName.Distance(a, b).ShouldBe(expected);
        NearestName.Distance(b, a).ShouldBe(expected);
    }

    [Theory]
    [InlineData("minst", "mnist")]
    [InlineData("MNIST", "mnist")]
    [InlineData("fashon-mnist", "fashion-mnist")]
    [InlineData("fashion_mnist", "fashion-mnist")]
    [InlineData("celeba-hq-256", null)]
    public void The_nearest_name_is_found_unless_none_is_near(string given, string? expected) =>
        NearestName.Find(given, ["mnist", "fashion-mnist"]).ShouldBe(expected);

    [Fact]
    public void A_former_name_is_answered_with_the_present_one_where_that_is_known()
    {
        NearestName.Hint("gridLaw", ["gridMap", "gridPrior"]).ShouldBe("; it is called 'gridPrior' now");
        NearestName.Hint("gridLaw", ["gridMap"]).ShouldBe("; did you mean 'gridMap'?");
    }

    [Fact]
    public void No_former_name_is_a_present_one_of_another() =>
        FormerNames.All.Values.Intersect(FormerNames.All.Keys).ShouldBeEmpty();

    [Fact]
    public void An_unknown_data_set_is_answered_with_the_nearest_name()
    {
        Should.Throw<DataException>(() => Datasets.Open("mnits")).Message.ShouldBe("unknown data set 'mnits'; did you mean 'mnist'?");
        Should.Throw<DataException>(() => Datasets.Open("imagenet-21k-full")).Message
            .ShouldBe($"unknown data set 'imagenet-21k-full'; known: {string.Join(", ", DatasetCatalog.All.Select(i => i.Id))}");
    }
}
