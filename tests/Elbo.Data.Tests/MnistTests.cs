using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Data.Tests;

[NoLeak]
public sealed class MnistTests
{
    [Fact]
    public void Mnist_has_its_published_counts_and_mean_pixel()
    {
        using var data = Open("mnist", Binarisation.None);
        (data.Count(Split.Train), data.Count(Split.Test)).ShouldBe((60_000, 10_000));
        // 0.1307 is the training set's mean as everyone normalises with it; a float sum per batch is exact to 1e-6.
        Mean(data, Split.Train).ShouldBe(0.13066, 5e-6);
        using var scope = TensorScope.Enter();
        data.Draw(Split.Train, [0, 1, 2, 3, 4]).Labels!.ToArray<long>().ShouldBe([5, 0, 4, 1, 9]);
        data.Draw(Split.Test, [0, 1, 2, 3, 4]).Labels!.ToArray<long>().ShouldBe([7, 2, 1, 0, 4]);
    }

    [Fact]
    public void Binarised_mnist_keeps_the_mean_pixel()
    {
        using var grey = Open("mnist", Binarisation.None);
        using var data = Open("mnist", Binarisation.Dynamic);
        // 7.84 million pixels of variance at most 0.03 on average (most are 0): standard error below 1e-4.
        Mean(data, Split.Test).ShouldBe(Mean(grey, Split.Test), 3e-4);
    }

    [Fact]
    public void Fashion_mnist_has_a_thousand_test_images_of_each_class()
    {
        using var data = Open("fashion-mnist", Binarisation.None);
        var counts = new int[10];
        var batches = new OrderedBatches(data, Split.Test, 1000);
        while (true)
        {
            using var scope = TensorScope.Enter();
            if (!batches.TryNext(out var batch)) break;
            foreach (var label in batch.Labels!.AsSpan<long>()) counts[label]++;
        }

        counts.ShouldAllBe(c => c == 1000);
    }

    [Fact]
    public void The_catalogue_describes_every_data_set_in_full()
    {
        foreach (var info in DatasetCatalog.All)
        {
            info.Id.ShouldMatch("^[a-z0-9]+(-[a-z0-9]+)*$");
            new[] { info.Title, info.Licence, info.Citation, info.Folder }.ShouldAllBe(text => text.Length > 0);
            // Only what a data set can do without may have no known hash.
            info.Files.ShouldAllBe(f => (f.Sha256.Length == 64 && f.ContentSha256.Length == 64) || f.Optional);
            info.Urls.ShouldAllBe(url => url.EndsWith('/'));
            // A graph whose nodes have no features has nodes all the same.
            // Texts are as long as they are.
            if (info.Kind == DataKind.WordSequences) info.Shape.ShouldBeEmpty();
            else info.Shape[0].ShouldBeGreaterThan(0);
            (info.Dimensions > 0 || info.Kind == DataKind.Graph).ShouldBeTrue();
            info.Fields.Count(f => f.Name == Field.Main).ShouldBe(1);
        }

        DatasetCatalog.All.Select(i => i.Id).ShouldBeUnique();
    }

    private static IDataset Open(string id, Binarisation binarisation)
    {
        try
        {
            return Datasets.Open(id, new DataOptions { Binarisation = binarisation });
        }
        catch (DataException e)
        {
            Assert.Skip(e.Message);
            throw;
        }
    }

    private static double Mean(IDataset data, Split split)
    {
        var batches = new OrderedBatches(data, split, 1000);
        double sum = 0;
        while (true)
        {
            using var scope = TensorScope.Enter();
            if (!batches.TryNext(out var batch)) return sum / batches.Count;
            double total = 0;
            foreach (var value in batch.X.AsSpan<float>()) total += value;
            sum += total / data.Info.Dimensions;
        }
    }
}
