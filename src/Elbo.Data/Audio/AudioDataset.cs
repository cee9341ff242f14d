using System.Globalization;
using System.Runtime.InteropServices;
using Elbo.Torch;

namespace Elbo.Data;

/// <summary>Recordings in memory, handed out with one length: cut at the end, or followed by silence. <see cref="Batch.LengthsOf"/> tells how much is audio.</summary>
public sealed class AudioDataset : IDataset, INamedExamples
{
    private readonly AudioOptions options;
    private readonly Dictionary<Split, AudioSet> sets = [];
    private readonly HeldOut rows;
    private string? fingerprint;

    /// <param name="info">What it is, with the shape [T].</param>
    /// <param name="options">As the recordings were fitted.</param>
    /// <exception cref="DataException">The validation count does not fit.</exception>
    internal AudioDataset(DatasetInfo info, DataOptions options, AudioSet train, AudioSet? test, AudioSet? validation = null)
    {
        (Info, this.options) = (info, options.Audio);
        rows = HeldOut.Of(info.Id, options, train.Recordings.Count, validation?.Recordings.Count, train.Factors.Count == 0 ? null : row => Combination(train.Factors[row]));
        sets[Split.Train] = train;
        if (validation is not null) sets[Split.Validation] = validation;
        if (test is not null) sets[Split.Test] = test;
    }

    /// <inheritdoc/>
    public DatasetInfo Info { get; }

    /// <inheritdoc/>
    public string Fingerprint => fingerprint ??= Hash();

    /// <inheritdoc/>
    public int Count(Split split) => split switch
    {
        Split.Train => rows.Train,
        Split.Validation => rows.Validation,
        _ => sets.TryGetValue(split, out var set) ? set.Recordings.Count : 0,
    };

    /// <inheritdoc/>
    public Batch Draw(Split split, ReadOnlySpan<long> examples, ulong? noise = null)
    {
        this.CheckIndices(split, examples);
        var length = Info.Dimensions;
        var x = Tensor.Zeros([examples.Length, length]);
        if (examples.IsEmpty) return new Batch(x, null, Tensor.From(examples));
        var set = sets[rows.IsFromTraining(split) ? Split.Train : split];
        var target = x.AsWritableSpan<float>();
        var (lengths, factors) = (new long[examples.Length], new long[examples.Length * Info.Factors.Count]);
        for (var b = 0; b < examples.Length; b++)
        {
            var row = rows.Row(split, examples[b]);
            var samples = set.Recordings[row].AsSpan();
            lengths[b] = Math.Min(samples.Length, length);
            samples[..(int)lengths[b]].CopyTo(target[(b * length)..]);
            if (factors.Length > 0) set.Factors[row].CopyTo(factors.AsSpan(b * Info.Factors.Count));
        }

        var known = factors.Length == 0 ? null : Tensor.From(factors, [examples.Length, Info.Factors.Count]);
        return (new Batch(x, known?.Select(1, 0).Contiguous(), Tensor.From(examples)) { Factors = known }).With(Field.Main, x, Tensor.From(lengths));
    }

    /// <inheritdoc/>
    public string? NamesAre => Info.Names?.Are;

    /// <inheritdoc/>
    public string? NameOf(Split split, long example) => Info.Names?.Of(split, example, rows);

    /// <summary>Nothing is held outside managed memory.</summary>
    public void Dispose()
    {
    }

    // Every combination of factors, such as digit and speaker, is a class of its own.
    private long Combination(long[] values) => values.Zip(Info.Factors).Aggregate(0L, (number, f) => (number * f.Second.Levels) + f.First);

    private string Hash()
    {
        using var hash = new ContentHash();
        // The word stays as it was: runs keep this hash to know their data by.
        hash.Add(string.Create(CultureInfo.InvariantCulture, $"sound {Info.Dimensions} at {Info.SampleRate} level {options.Level} {rows.Description}"));
        foreach (var (split, set) in sets)
        {
            hash.Add(ContentHash.Heading(split, DType.F32, [set.Recordings.Count]));
            foreach (var recording in set.Recordings)
            {
                hash.AddLength(recording.Length);
                hash.Append(MemoryMarshal.AsBytes(recording.AsSpan()));
            }

            foreach (var values in set.Factors) hash.Append(MemoryMarshal.AsBytes(values.AsSpan()));
        }

        return hash.Finish();
    }
}
