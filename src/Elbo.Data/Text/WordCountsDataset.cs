using System.Runtime.InteropServices;
using Elbo.Torch;

namespace Elbo.Data;

/// <summary>Texts as counts of words: kept sparse, handed out as x [B, V] F32 with <see cref="TextLength"/> [B] I64.</summary>
public sealed class WordCountsDataset : IDataset
{
    /// <summary>The field that has the number of words of each text.</summary>
    public const string TextLength = "words";

    private readonly Dictionary<Split, WordCounts> files = [];
    private readonly HeldOut rows;
    private string? fingerprint;

    /// <param name="info">What it is, with its vocabulary.</param>
    /// <exception cref="DataException">The validation count does not fit.</exception>
    internal WordCountsDataset(DatasetInfo info, DataOptions options, WordCounts train, WordCounts test)
    {
        Info = info;
        rows = HeldOut.Of(info.Id, options, train.Count, own: null, row => train.Labels[row]);
        (files[Split.Train], files[Split.Test]) = (train, test);
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
        _ => files[split].Count,
    };

    /// <inheritdoc/>
    /// <remarks>Counts are as they are: the noise changes nothing.</remarks>
    public Batch Draw(Split split, ReadOnlySpan<long> examples, ulong? noise = null)
    {
        this.CheckIndices(split, examples);
        var (file, vocabulary) = (files[rows.IsFromTraining(split) ? Split.Train : split], Info.Dimensions);
        var x = Tensor.Zeros([examples.Length, vocabulary]);
        var (labels, words) = (new long[examples.Length], new long[examples.Length]);
        var target = examples.IsEmpty ? [] : x.AsWritableSpan<float>();
        for (var b = 0; b < examples.Length; b++)
        {
            var row = rows.Row(split, examples[b]);
            words[b] = file.Fill(row, target.Slice(b * vocabulary, vocabulary));
            labels[b] = file.Labels[row];
        }

        return new Batch(x, Tensor.From(labels), Tensor.From(examples)).With(TextLength, Tensor.From(words));
    }

    /// <summary>Nothing is held outside managed memory.</summary>
    public void Dispose()
    {
    }

    private string Hash()
    {
        using var hash = new ContentHash();
        hash.Add($"word counts {rows.Description}");
        hash.Add(string.Join(' ', Info.Vocabulary ?? []));
        foreach (var (split, file) in files)
        {
            hash.Add(ContentHash.Heading(split, DType.F32, [file.Count, Info.Dimensions]));
            foreach (var part in (int[][])[file.Starts, file.Words, file.Counts])
            {
                hash.AddLength(part.Length);
                hash.Append(MemoryMarshal.AsBytes(part.AsSpan()));
            }

            hash.AddLength(file.Labels.Length);
            hash.Append(MemoryMarshal.AsBytes(file.Labels.AsSpan()));
        }

        return hash.Finish();
    }
}
