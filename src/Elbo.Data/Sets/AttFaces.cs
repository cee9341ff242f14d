using System.Globalization;
using Elbo.Torch;

namespace Elbo.Data;

/// <summary>Ten photographs of each of forty faces.</summary>
internal static class AttFaces
{
    private const int Subjects = 40;
    private const int PerSubject = 10;
    private const int TrainPerSubject = 8;
    private const int Width = 92;
    private const int Height = 112;
    private const string Content = "e6eb1b6aa7d9e5bb7ff4397881e74ce2a55b3290a0cc9c0318a6bd2e666f5826";

    public static DatasetInfo Info { get; } = new()
    {
        Id = "att-faces",
        Title = "AT&T (Olivetti) faces",
        Licence = "AT&T Laboratories Cambridge; free for research with credit",
        Citation = "Samaria, Harter: Parameterisation of a stochastic model for human face identification. WACV 1994",
        Shape = [1, Height, Width],
        Splits = new Dictionary<Split, int> { [Split.Train] = Subjects * TrainPerSubject, [Split.Test] = Subjects * (PerSubject - TrainPerSubject) },
        Note = "No published split: of each face, photographs 1 to 8 train and 9 and 10 test.",
        Classes = Subjects,
        Folder = "att_faces",
        Files =
        [
            DatasetFile.Whole("att_faces.zip", 3_765_680, "040ed3a1b46968f8692140ccff2a2a749136cb2a55c9bc42c6c38c7214dbd055") with
            {
                Content = new(Content, 16 << 20, path => Read(path).Sha256()),
            },
        ],
        Urls = ["https://www.cl.cam.ac.uk/Research/DTG/attarchive/pub/data/"],
    };

    public static IDataset Open(DatasetInfo info, IReadOnlyList<FoundFile> files, DataOptions options)
    {
        using var scope = TensorScope.Enter();
        var all = Read(files[0].Path);
        var numbers = Enumerable.Range(0, all.Count).ToLookup(i => i % PerSubject < TrainPerSubject);
        return new ImageDataset(info, options, all.Take([.. numbers[true]]), all.Take([.. numbers[false]]));
    }

    /// <summary>All photographs in the order of faces and then numbers, whatever folder they are in.</summary>
    private static RawImages Read(string path)
    {
        var pixels = new byte[Subjects * PerSubject * Width * Height];
        var seen = new bool[Subjects * PerSubject];
        foreach (var (name, bytes) in ZipEntries.Read(path, ".pgm"))
        {
            var shown = $"{path}[{name}]";
            var at = IndexOf(name) ?? throw new DataException($"{path}: an entry is not named like s40/10.pgm");
            var image = PgmReader.Decode(bytes, shown);
            if (image is not { Width: Width, Height: Height, Channels: 1 }) throw new DataException($"{shown}: {image.Width} by {image.Height} pixels, expected {Width} by {Height} in grey");
            if (seen[at]) throw new DataException($"{shown}: occurs twice");
            seen[at] = true;
            image.Pixels.CopyTo(pixels.AsSpan(at * Width * Height));
        }

        var missing = seen.Count(s => !s);
        if (missing > 0) throw new DataException($"{path}: lacks {missing} of {seen.Length} photographs");
        return new RawImages(pixels, [.. Enumerable.Range(0, seen.Length).Select(i => (long)(i / PerSubject))], [1, Height, Width]);
    }

    private static int? IndexOf(string name) =>
        name[..^4].Split('/') is [.., ['s', .. var subject], var number]
        && int.TryParse(subject, NumberStyles.None, CultureInfo.InvariantCulture, out var s) && s is >= 1 and <= Subjects
        && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n is >= 1 and <= PerSubject
            ? ((s - 1) * PerSubject) + n - 1
            : null;
}
