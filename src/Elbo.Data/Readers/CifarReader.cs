namespace Elbo.Data;

/// <summary>Reads batches of CIFAR-10's binary version, plain or gzip-compressed.</summary>
internal static class CifarReader
{
    public const int ImageBytes = 3 * 32 * 32;
    public const int RecordBytes = 1 + ImageBytes;
    public const int MostRecords = 10_000;
    private const int FirstRecords = 64;
    private const int Classes = 10;

    /// <summary>All records of a file, whose number only its end tells.</summary>
    /// <exception cref="DataException">The file cannot be read, ends within a record, has a label above 9, or too many records.</exception>
    public static RawImages Load(string path) => PackedFile.Read(path, (stream, _) =>
    {
        var pixels = new byte[FirstRecords * ImageBytes];
        var labels = new List<long>();
        var record = new byte[RecordBytes];
        for (int read; (read = stream.ReadAtLeast(record, RecordBytes, throwOnEndOfStream: false)) > 0;)
        {
            if (read < RecordBytes) throw new DataException($"{path}: cut: record {labels.Count + 1} has {read} of {RecordBytes} bytes");
            if (labels.Count == MostRecords) throw new DataException($"{path}: more than the {MostRecords} records of a batch");
            if (record[0] >= Classes) throw new DataException($"{path}: record {labels.Count + 1} has label {record[0]}, expected 0 to 9");
            // Grown as records arrive: no claim is believed.
            if (pixels.Length < (labels.Count + 1) * ImageBytes) Array.Resize(ref pixels, 2 * pixels.Length);
            record.AsSpan(1).CopyTo(pixels.AsSpan(labels.Count * ImageBytes));
            labels.Add(record[0]);
        }

        if (labels.Count == 0) throw new DataException($"{path}: no record");
        var images = new RawImages(pixels[..(labels.Count * ImageBytes)], [.. labels], [3, 32, 32]);
        return (images, labels.Count * (long)RecordBytes);
    });
}
