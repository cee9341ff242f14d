namespace Elbo.Data.Tests;

/// <summary>Opens a data set of the catalogue where its files are on this machine; skips the test with the reason elsewhere.</summary>
internal static class KnownSet
{
    public static ImageDataset Open(string id, DataOptions? options = null) => (ImageDataset)OpenAny(id, options);

    public static IDataset OpenAny(string id, DataOptions? options = null)
    {
        options ??= new DataOptions { Binarisation = Binarisation.None };
        try
        {
            return Datasets.Open(id, options with { Locations = options.Locations with { Network = false } });
        }
        catch (DataException e)
        {
            Assert.Skip(e.Message);
            throw;
        }
    }

    /// <summary>How often each label occurs in a split.</summary>
    public static Dictionary<long, int> Labels(ImageDataset data, Split split)
    {
        using var scope = Elbo.Torch.TensorScope.Enter();
        return data.Labels(split)!.ToArray<long>().CountBy(l => l).ToDictionary();
    }

    /// <summary>Mean of a split's pixels, 0…255.</summary>
    public static double MeanPixel(ImageDataset data, Split split)
    {
        using var scope = Elbo.Torch.TensorScope.Enter();
        long sum = 0;
        var pixels = data.Pixels(split).AsSpan<byte>();
        foreach (var value in pixels) sum += value;
        return (double)sum / pixels.Length;
    }
}
