using Elbo.Torch.IO;

namespace Elbo.Data;

/// <summary>A user's own folder of WAV files, with classes and splits as <see cref="FolderFiles"/> finds them; all are decoded when it is opened.</summary>
internal static class AudioFolder
{
    /// <summary>Half a step of 16 bits: what lies below it would be 0 in most files.</summary>
    private const float Silence = 1 / 65536f;

    private const int MostNamed = 5;

    /// <summary>Whether there is a WAV file anywhere in the folder.</summary>
    public static bool HasAudio(string folder) => FolderFiles.Find(folder, IsAudio).Any();

    /// <exception cref="DataException">A file cannot be read, rates differ without one to bring them to, or all are more than the memory budget.</exception>
    public static IDataset Open(string path, DataOptions options)
    {
        AudioFitting.Check(path, options.Audio);
        var files = new FolderFiles(path, IsAudio, "recording", "WAV files");
        var names = files.Parts.Values.SelectMany(p => p).ToArray();
        var decoded = Decode(path, names, options);
        var rate = options.Audio.Rate ?? decoded[0].Rate;
        if (options.Audio.Rate is null && Array.FindIndex(decoded, s => s.Rate != rate) is >= 0 and var other)
            throw new DataException($"{names[other]}: {decoded[other].Rate} samples per second, but {names[0]} has {rate}: data.sampleRate brings all to one rate (--set data.sampleRate={Math.Min(rate, decoded[other].Rate)})");
        var fitted = new float[decoded.Length][];
        DataErrors.Parallel(decoded.Length, i => fitted[i] = AudioFitting.Fit(decoded[i], rate, options.Audio.Level));
        var recordings = names.Zip(fitted).ToDictionary(p => p.First, p => p.Second);

        AudioSet? Set(Split split) => files.Parts.TryGetValue(split, out var part)
            ? new([.. part.Select(f => recordings[f])], [.. (files.Labels(split) ?? []).Select(l => new[] { l })])
            : null;
        var info = new DatasetInfo
        {
            Id = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path))),
            Title = path,
            Names = ExampleNames.OfFiles(path, files.Parts),
            Licence = "the user's own",
            Citation = "",
            Shape = [options.Audio.Samples ?? AudioFitting.Length(fitted)],
            Splits = files.Parts.ToDictionary(p => p.Key, p => p.Value.Count),
            Classes = files.Classes.Count,
            ClassNames = files.Classes,
            IsPartlyLabelled = files.IsPartlyLabelled,
            SampleRate = rate,
            Warnings = [.. files.Warnings, .. Warnings(path, names, decoded)],
        };
        return new AudioDataset(info, options, Set(Split.Train)!, Set(Split.Test), Set(Split.Validation));
    }

    private static List<string> Warnings(string path, string[] names, Waveform[] recordings)
    {
        var warnings = new List<string>();
        void Tell(string what, Func<Waveform, bool> applies)
        {
            var found = names.Where((_, i) => applies(recordings[i])).Select(n => Printed.Name(Path.GetRelativePath(path, n))).ToList();
            if (found.Count > 0) warnings.Add($"{found.Count} of {names.Length} recordings {what}: {string.Join(", ", found.Take(MostNamed))}{(found.Count > MostNamed ? ", …" : "")}");
        }

        Tell("are silent", r => Array.TrueForAll(r.Samples, s => Math.Abs(s) <= Silence));
        Tell("say a length of 0 and are read to the end of their files", r => r.IsOpenEnded);
        return warnings;
    }

    public static bool IsAudio(string path) => Path.GetExtension(path).Equals(".wav", StringComparison.OrdinalIgnoreCase);

    private static Waveform[] Decode(string path, string[] names, DataOptions options)
    {
        // A sample is at least one byte of a file and four here.
        var bytes = names.Sum(n => new FileInfo(n).Length);
        if (bytes > options.MemoryBudget) throw new DataException($"{path}: {bytes >> 20} MiB of recordings, more than the memory budget of {options.MemoryBudget >> 20} MiB");
        var recordings = new Waveform[names.Length];
        DataErrors.Parallel(names.Length, i => recordings[i] = WavReader.Load(names[i]));
        return recordings;
    }
}
