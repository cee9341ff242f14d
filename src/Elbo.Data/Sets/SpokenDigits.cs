using System.Globalization;

namespace Elbo.Data;

/// <summary>Fifty recordings of each of ten digits by each of six speakers.</summary>
internal static class SpokenDigits
{
    private const int Digits = 10, PerSpeaker = 50, TestPerSpeaker = 5, Rate = 8_000, Samples = 8_192;

    private static readonly string[] speakers = ["george", "jackson", "lucas", "nicolas", "theo", "yweweler"];

    public static DatasetInfo Info { get; } = new()
    {
        Id = "fsdd",
        Title = "Free Spoken Digit Dataset",
        Licence = "CC BY-SA 4.0, Zohar Jackson and contributors",
        Citation = "Jackson, Souza, Flaks, Pan, Nicolas, Thite: Free Spoken Digit Dataset. 2018",
        Shape = [Samples],
        Splits = new Dictionary<Split, int> { [Split.Train] = Digits * 6 * (PerSpeaker - TestPerSpeaker), [Split.Test] = Digits * 6 * TestPerSpeaker },
        Note = "Indices 0 to 4 of each speaker and digit test. Recordings of 0.14 to 2.28 s, 0.44 s on average: silence follows up to 1.024 s, which cuts 0.6 % of them (data.samples).",
        Classes = Digits,
        Factors = [new("digit", Digits), new("speaker", speakers.Length) { LevelNames = speakers }],
        SampleRate = Rate,
        Folder = "fsdd",
        Files = [DatasetFile.Whole("recordings.zip", 16_161_380, "b022a494b70be9093d82c8228555a6a992bbebbdb4876bd5855296b22f525d50")],
    };

    public static IDataset Open(DatasetInfo info, IReadOnlyList<FoundFile> files, DataOptions options)
    {
        AudioFitting.Check(info.Id, options.Audio);
        var path = files[0].Path;
        var entries = ZipEntries.Read(path, ".wav").ConvertAll(e => (Name: Parse(e.Name, path), e.Bytes, Shown: $"{path}[{e.Name}]"));
        if (entries.DistinctBy(e => e.Name).Count() != Digits * speakers.Length * PerSpeaker) throw new DataException($"{path}: has {entries.Count} recordings, not one for each digit, speaker and index");
        entries.Sort((a, b) => a.Name.CompareTo(b.Name));
        var rate = options.Audio.Rate ?? Rate;
        var recordings = new float[entries.Count][];
        DataErrors.Parallel(entries.Count, i => recordings[i] = AudioFitting.Fit(WavReader.Decode(entries[i].Bytes, entries[i].Shown), rate, options.Audio.Level));
        var parts = Enumerable.Range(0, entries.Count).ToLookup(i => entries[i].Name.Index < TestPerSpeaker);

        AudioSet Set(bool test) => new([.. parts[test].Select(i => recordings[i])], [.. parts[test].Select(i => new long[] { entries[i].Name.Digit, entries[i].Name.Speaker })]);
        var shape = options.Audio.Samples ?? (int)((long)Samples * rate / Rate);
        return new AudioDataset(info with { Shape = [shape], SampleRate = rate }, options, Set(false), Set(true));
    }

    /// <summary><c>3_theo_17.wav</c>.</summary>
    private static (int Index, int Digit, int Speaker) Parse(string name, string path) =>
        Path.GetFileNameWithoutExtension(name).Split('_') is [var digit, var speaker, var index]
        && Number(digit, Digits) is { } d && Array.IndexOf(speakers, speaker) is >= 0 and var s && Number(index, PerSpeaker) is { } i
            ? (i, d, s)
            : throw new DataException($"{path}: an entry is not named like 3_theo_17.wav");

    private static int? Number(string text, int below) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n < below ? n : null;
}
