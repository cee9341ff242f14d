using Elbo.Data;

namespace Elbo.Training.Tests;

public sealed class DataRangeTests
{
    [Fact]
    public void Nodes_without_values_have_a_range_that_a_run_can_keep()
    {
        using var data = Open();
        var range = DataRange.Of(null, data, Split.Train);
        // Infinities, of which a search among no values is left with, are no JSON.
        (range.Low, range.High).ShouldBe((0, 0));
    }

    private static IDataset Open()
    {
        try
        {
            return Datasets.Open("pubmed", new());
        }
        catch (DataException missing)
        {
            Assert.Skip(missing.Message);
            throw;
        }
    }
}
