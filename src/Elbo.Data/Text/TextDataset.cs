using System.Runtime.InteropServices;
using Elbo.Torch;

namespace Elbo.Data;

/// <summary>
/// Texts as sequences of words: x [B, T] I64 has the numbers of the words of each and then <see cref="Vocabulary.End"/>, up to the longest of the batch. A text that was cut has no end. The length of an
/// example, which <see cref="Batch.LengthsOf"/> gives, counts its end.
/// </summary>
public sealed class TextDataset : IDataset, INamedExamples, IRaggedExamples
{
    private readonly Dictionary<Split, WordSequences> files;
    private readonly HeldOut rows;
    private string? fingerprint;

    /// <param name="info">What it is, with its vocabulary.</param>
    /// <param name="files">Training texts and those of splits of their own.</param>
    /// <param name="rows">What is held out of the training texts.</param>
    internal TextDataset(DatasetInfo info, Dictionary<Split, WordSequences> files, HeldOut rows) => (Info, this.files, this.rows) = (info, files, rows);

    /// <inheritdoc/>
    public DatasetInfo Info { get; }

    /// <inheritdoc/>
    public string Fingerprint => fingerprint ??= Hash();

    /// <inheritdoc/>
    public string? NamesAre => Info.Names?.Are;

    /// <inheritdoc/>
    public int Count(Split split) => split switch
    {
        Split.Train => rows.Train,
        Split.Validation => rows.Validation,
        _ => files.TryGetValue(split, out var file) ? file.Words.Length : 0,
    };

    /// <inheritdoc/>
    public string? NameOf(Split split, long example) => Info.Names?.Of(split, example, rows);

    /// <inheritdoc/>
    public int LengthOf(Split split, long example) => FileOf(split).Words[rows.Row(split, example)].Length;

    /// <inheritdoc/>
    /// <remarks>Words are as they are: the noise changes nothing.</remarks>
    public Batch Draw(Split split, ReadOnlySpan<long> examples, ulong? noise = null)
    {
        this.CheckIndices(split, examples);
        if (examples.IsEmpty) return new Batch(Tensor.Zeros([0, 0], DType.I64), null, Tensor.From(examples));
        var (file, width) = (FileOf(split), 0);
        foreach (var example in examples) width = Math.Max(width, LengthOf(split, example));
        var (words, lengths, labels) = (new long[examples.Length * width], new long[examples.Length], new long[examples.Length]);
        for (var b = 0; b < examples.Length; b++)
        {
            var row = rows.Row(split, examples[b]);
            var text = file.Words[row];
            for (var t = 0; t < text.Length; t++) words[b * width + t] = text[t];
            lengths[b] = text.Length;
            labels[b] = file.Labels?[row] ?? 0;
        }

        var x = Tensor.From(words, examples.Length, width);
        return new Batch(x, file.Labels is null ? null : Tensor.From(labels), Tensor.From(examples)).With(Field.Main, x, Tensor.From(lengths));
    }

    /// <summary>Nothing is held outside managed memory.</summary>
    public void Dispose()
    {
    }

    private WordSequences FileOf(Split split) => files[rows.IsFromTraining(split) ? Split.Train : split];

    private string Hash()
    {
        using var hash = new ContentHash();
        hash.Add($"word sequences {rows.Description}");
        hash.Add(string.Join(' ', Info.Vocabulary ?? []));
        foreach (var (split, file) in files)
        {
            hash.Add(ContentHash.Heading(split, DType.I64, [file.Words.Length]));
            foreach (var text in file.Words)
            {
                hash.AddLength(text.Length);
                hash.Append(MemoryMarshal.AsBytes(text.AsSpan()));
            }

            if (file.Labels is not { } labels) continue;
            hash.AddLength(labels.Length);
            hash.Append(MemoryMarshal.AsBytes(labels.AsSpan()));
        }

        return hash.Finish();
    }
}

/// <summary>Texts of a split by the numbers of a vocabulary.</summary>
/// <param name="Words">Of each text in order, with <see cref="Vocabulary.End"/> behind the last unless the text goes on.</param>
/// <param name="Labels">Class numbers; null for texts without.</param>
internal sealed record WordSequences(int[][] Words, long[]? Labels);
