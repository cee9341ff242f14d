namespace Elbo.Data;

/// <summary>A user's own folder of WAV files, with classes and splits as <see cref="FolderFiles"/> finds them; all are decoded when it is opened.</summary>
internal static class SoundFolder
{
    /// <summary>Whether there is a WAV file anywhere in the folder.</summary>
    public static bool HasSounds(string folder) => FolderFiles.Find(folder, IsSound).Any();

    /// <exception cref="DataException">A file cannot be read, rates differ without one to bring them to, or all are more than the memory budget.</exception>
    public static IDataset Open(string path, DataOptions options)
    {
        SoundFitting.Check(path, options.Sound);
        var files = new FolderFiles(path, IsSound, "sound");
        var names = files.Parts.Values.SelectMany(p => p).ToArray();
        var sounds = Decode(path, names, options);
        var rate = options.Sound.Rate ?? sounds[0].Rate;
        if (options.Sound.Rate is null && Array.FindIndex(sounds, s => s.Rate != rate) is >= 0 and var other)
            throw new DataException($"{names[other]}: {sounds[other].Rate} samples per second, but {names[0]} has {rate}: give a sample rate to bring all to");
        var fitted = new float[sounds.Length][];
        DataErrors.Parallel(sounds.Length, i => fitted[i] = SoundFitting.Fit(sounds[i], rate, options.Sound.Level));
        var recordings = names.Zip(fitted).ToDictionary(p => p.First, p => p.Second);

        SoundSet? Set(Split split) => files.Parts.TryGetValue(split, out var part)
            ? new([.. part.Select(f => recordings[f])], [.. (files.Labels(split) ?? []).Select(l => new[] { l })])
            : null;
        var info = new DatasetInfo
        {
            Id = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path))),
            Title = path,
            Licence = "the user's own",
            Citation = "",
            Shape = [options.Sound.Samples ?? SoundFitting.Length(fitted)],
            Splits = files.Parts.ToDictionary(p => p.Key, p => p.Value.Count),
            Classes = files.Classes.Count,
            ClassNames = files.Classes,
            SampleRate = rate,
        };
        return new SoundDataset(info, options, Set(Split.Train)!, Set(Split.Test), Set(Split.Validation));
    }

    private static bool IsSound(string path) => Path.GetExtension(path).Equals(".wav", StringComparison.OrdinalIgnoreCase);

    private static Sound[] Decode(string path, string[] names, DataOptions options)
    {
        // A sample is at least one byte of a file and four here.
        var bytes = names.Sum(n => new FileInfo(n).Length);
        if (bytes > options.MemoryBudget) throw new DataException($"{path}: {bytes >> 20} MiB of sounds, more than the memory budget of {options.MemoryBudget >> 20} MiB");
        var sounds = new Sound[names.Length];
        DataErrors.Parallel(names.Length, i => sounds[i] = WavReader.Load(names[i]));
        return sounds;
    }
}
