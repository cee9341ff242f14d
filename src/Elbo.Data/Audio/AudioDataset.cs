using System.Globalization;
using System.Runtime.InteropServices;
using Elbo.Torch;

namespace Elbo.Data;

/// <summary>Recordings in memory, handed out with one length: cut at the end, or followed by silence. <see cref="Batch.LengthsOf"/> tells how much is audio.</summary>
public sealed class AudioDataset : IDataset
{
    private readonly AudioOptions options;
    private readonly Dictionary<Split, (AudioSet Set, int First, int Count)> splits = [];
    private string? fingerprint;

    /// <param name="info">What it is, with the shape [T].</param>
    /// <param name="options">As the recordings were fitted.</param>
    /// <exception cref="DataException">The validation count does not fit.</exception>
    internal AudioDataset(DatasetInfo info, DataOptions options, AudioSet train, AudioSet? test, AudioSet? validation = null)
    {
        (Info, this.options) = (info, options.Audio);
        var count = train.Recordings.Count;
        var held = HeldOut.Count(info.Id, options.ValidationCount, count, validation?.Recordings.Count);
        var left = validation is null ? count - held : count;
        splits[Split.Train] = (train, 0, left);
        splits[Split.Validation] = validation is null ? (train, left, held) : (validation, 0, held);
        if (test is not null) splits[Split.Test] = (test, 0, test.Recordings.Count);
    }

    /// <inheritdoc/>
    public DatasetInfo Info { get; }

    /// <inheritdoc/>
    public string Fingerprint => fingerprint ??= Hash();

    /// <inheritdoc/>
    public int Count(Split split) => splits.TryGetValue(split, out var part) ? part.Count : 0;

    /// <inheritdoc/>
    public Batch Draw(Split split, ReadOnlySpan<long> examples, ulong? noise = null)
    {
        var count = Count(split);
        foreach (var example in examples)
        {
            if ((ulong)example >= (ulong)count)
                throw new ArgumentOutOfRangeException(nameof(examples), example, $"{Info.Id}: the {split.ToString().ToLowerInvariant()} split has {count} examples");
        }

        var length = Info.Dimensions;
        var x = Tensor.Zeros([examples.Length, length]);
        if (examples.IsEmpty) return new Batch(x, null, Tensor.From(examples));
        var (set, first, _) = splits[split];
        var target = x.AsWritableSpan<float>();
        var (lengths, factors) = (new long[examples.Length], new long[examples.Length * Info.Factors.Count]);
        for (var b = 0; b < examples.Length; b++)
        {
            var row = first + (int)examples[b];
            var samples = set.Recordings[row].AsSpan();
            lengths[b] = Math.Min(samples.Length, length);
            samples[..(int)lengths[b]].CopyTo(target[(b * length)..]);
            if (factors.Length > 0) set.Factors[row].CopyTo(factors.AsSpan(b * Info.Factors.Count));
        }

        var known = factors.Length == 0 ? null : Tensor.From(factors, [examples.Length, Info.Factors.Count]);
        return (new Batch(x, known?.Select(1, 0).Contiguous(), Tensor.From(examples)) { Factors = known }).With(Field.Main, x, Tensor.From(lengths));
    }

    /// <summary>Nothing is held outside managed memory.</summary>
    public void Dispose()
    {
    }

    private string Hash()
    {
        using var hash = new ContentHash();
        hash.Add(string.Create(CultureInfo.InvariantCulture, $"sound {Info.Dimensions} at {Info.SampleRate} level {options.Level} validation {splits[Split.Validation].Count}"));
        foreach (var (split, (set, first, _)) in splits)
        {
            if (first != 0) continue;
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
