using Elbo.Data;

namespace Elbo.Training.Configuration;

/// <summary>What data are as files, which decides which settings mean something for them.</summary>
[Flags]
public enum DataForm
{
    /// <summary>No form.</summary>
    None = 0,

    /// <summary>A user's folder of images.</summary>
    ImageFolder = 1,

    /// <summary>Pixels in arrays: a set of the catalogue, arrays of bytes, idx files.</summary>
    Pixels = 2,

    /// <summary>Arrays of numbers that are used as they are.</summary>
    Values = 4,

    /// <summary>Recordings.</summary>
    Audio = 8,

    /// <summary>A table as text.</summary>
    TextTable = 16,

    /// <summary>A table in a Parquet file.</summary>
    ParquetTable = 32,

    /// <summary>Counts of words, sets of vectors or a graph.</summary>
    Other = 64,

    /// <summary>Texts of the catalogue.</summary>
    PublishedTexts = 128,

    /// <summary>A user's texts, one a line.</summary>
    TextLines = 256,

    /// <summary>A column of texts in a user's table.</summary>
    TextColumn = 512,

    /// <summary>A user's own texts.</summary>
    OwnTexts = TextLines | TextColumn,

    /// <summary>Texts as sequences of words.</summary>
    Texts = PublishedTexts | OwnTexts,

    /// <summary>A table of either form.</summary>
    Table = TextTable | ParquetTable,

    /// <summary>Every form there is.</summary>
    All = ImageFolder | Pixels | Values | Audio | Table | Other | Texts,
}

/// <summary>Forms of data that are open, and in words.</summary>
public static class DataForms
{
    private static readonly (DataForm Form, string Words)[] words =
    [
        (DataForm.ImageFolder, "folders of images"), (DataForm.Pixels, "pixels in arrays"), (DataForm.Values, "arrays of real numbers"), (DataForm.Audio, "recordings"),
        (DataForm.TextTable, "tables as text"), (DataForm.ParquetTable, "tables in Parquet"), (DataForm.Other, "counts of words, sets and graphs"),
        (DataForm.PublishedTexts, "texts of the catalogue"), (DataForm.TextLines, "texts one a line"), (DataForm.TextColumn, "columns of texts"),
    ];

    /// <param name="id">Under which the data was opened.</param>
    public static DataForm Of(string id, IDataset data)
    {
        if (data.Info.Kind == DataKind.WordSequences) return DatasetCatalog.All.Any(d => d.Id == id) ? DataForm.PublishedTexts : Datasets.HasTextLines(id) ? DataForm.TextLines : DataForm.TextColumn;
        if (data.Info.Kind != DataKind.Array) return DataForm.Other;
        if (data.Info.Encoding is not null) return id.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase) || File.Exists(Path.Combine(id, "train.parquet")) ? DataForm.ParquetTable : DataForm.TextTable;
        if (data.Info.SampleRate is not null) return DataForm.Audio;
        if (data.Info.Binarisation is null) return DataForm.Values;
        var isOwnImages = DatasetCatalog.All.All(d => d.Id != id) && (Directory.Exists(id) ? !Directory.EnumerateFiles(id, "*-ubyte*").Any() : ImageFiles.IsImage(id));
        return isOwnImages ? DataForm.ImageFolder : DataForm.Pixels;
    }

    /// <summary>For a message: <c>folders of images and recordings</c>.</summary>
    public static string Describe(this DataForm forms)
    {
        // Tables of both forms are tables.
        var known = forms.HasFlag(DataForm.Table) ? [.. words.Where(w => !DataForm.Table.HasFlag(w.Form)), (DataForm.Table, "tables")] : words;
        return string.Join(" and ", known.Where(w => forms.HasFlag(w.Form)).Select(w => w.Words));
    }
}
