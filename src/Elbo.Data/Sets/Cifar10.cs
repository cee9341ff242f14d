using Elbo.Torch;

namespace Elbo.Data;

/// <summary>CIFAR-10 from as many of its binary batches as are there.</summary>
internal static class Cifar10
{
    private const long BatchBytes = CifarReader.MostRecords * (long)CifarReader.RecordBytes;
    private const int FirstTestRecords = 1_000;
    private const string Test = "test_batch.bin.gz";
    private const string TestStart = "test_batch_first1000.bin.gz";

    public static DatasetInfo Info { get; } = new()
    {
        Id = "cifar-10",
        Title = "CIFAR-10 photographs of ten kinds of objects",
        Licence = "Alex Krizhevsky; free to use with citation",
        Citation = "Krizhevsky: Learning multiple layers of features from tiny images. University of Toronto, 2009",
        Shape = [3, 32, 32],
        Splits = new Dictionary<Split, int> { [Split.Train] = 50_000, [Split.Test] = 10_000 },
        Note = "Uses as many of the binary batches (data_batch_1.bin … 5, test_batch.bin, plain or .gz) as are in the folder; of the test batch, its first 1,000 records will do.",
        Classes = 10,
        Folder = "cifar10",
        Files =
        [
            new DatasetFile("data_batch_1.bin.gz", 28_313_767, "6fcee3c4b6ea120cf82b263e2e9fe932e7edf7daf530e8b8ed62c178f70910c6",
                BatchBytes, "cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5") { Optional = true },
            new DatasetFile("data_batch_2.bin.gz", 28_346_891, "fdda9af5bfc1ff90c0018a3c997cc37619077ae8e4e7f1238323a8259607add2",
                BatchBytes, "a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed") { Optional = true },
            Unhashed("data_batch_3.bin.gz"),
            Unhashed("data_batch_4.bin.gz"),
            Unhashed("data_batch_5.bin.gz"),
            Unhashed(Test),
            new DatasetFile(TestStart, 2_834_548, "3d5e72c2623a79c57b916d8669b4cba52fa2984d04cb8cd7d256902adc743432",
                FirstTestRecords * (long)CifarReader.RecordBytes, "8314c96d7cd65618193bab23acdd5d4c4af15bf6dd00a1781d55beedf3be1ef5") { Optional = true },
        ],
    };

    /// <summary>The batches that are here, at least one to train on; of the test batch the whole one before its beginning.</summary>
    public static IReadOnlyList<FoundFile> Locate(DatasetInfo info, FileFinder finder)
    {
        var train = finder.AllHere(info, info.Files.Take(5)).ToList();
        // Asking for the first batch as for any file says where it was looked for.
        if (train.Count == 0) train.Add(new(info.Files[0], finder.Find(info, info.Files[0])));
        return [.. train, .. finder.AllHere(info, info.Files.Skip(5)).Take(1)];
    }

    /// <summary>How much of the data set these batches are.</summary>
    public static DatasetInfo Describe(DatasetInfo info, IReadOnlyList<FoundFile> files)
    {
        var test = files.FirstOrDefault(f => IsTest(f.File))?.File.Name;
        var splits = new Dictionary<Split, int> { [Split.Train] = files.Count(f => !IsTest(f.File)) * CifarReader.MostRecords };
        if (test is not null) splits[Split.Test] = test == Test ? CifarReader.MostRecords : FirstTestRecords;
        var whole = splits[Split.Train] == info.Splits[Split.Train] && test == Test;
        var used = string.Join(", ", files.Select(f => Path.GetFileName(f.Path)));
        return info with { Splits = splits, Note = whole ? "" : $"Part of CIFAR-10: {used}. Published figures are on 50,000 + 10,000 images." };
    }

    public static IDataset Open(DatasetInfo info, IReadOnlyList<FoundFile> files, DataOptions options)
    {
        using var scope = TensorScope.Enter();
        var described = Describe(info, files);
        var parts = files.ToLookup(f => IsTest(f.File), f => Load(f));
        return new ImageDataset(described, options, Join([.. parts[false]], info).ToSet(), parts[true].FirstOrDefault()?.ToSet());
    }

    private static bool IsTest(DatasetFile file) => file.Name is Test or TestStart;

    private static RawImages Load(FoundFile file)
    {
        var records = CifarReader.Load(file.Path);
        var expected = file.File.Name == TestStart ? FirstTestRecords : CifarReader.MostRecords;
        return records.Count == expected ? records : throw new DataException($"{file.Path}: has {records.Count} records, expected {expected}");
    }

    private static RawImages Join(IReadOnlyList<RawImages> parts, DatasetInfo info)
    {
        var pixels = new byte[parts.Sum(p => p.Pixels.Length)];
        var at = 0;
        foreach (var part in parts)
        {
            part.Pixels.CopyTo(pixels.AsSpan(at));
            at += part.Pixels.Length;
        }

        return new RawImages(pixels, [.. parts.SelectMany(p => p.Labels!)], info.Shape);
    }

    /// <summary>A batch whose hash is not known here: the reader checks that it is whole and its labels are possible.</summary>
    private static DatasetFile Unhashed(string name) => new(name, 0, "", BatchBytes, "") { Optional = true };
}
