using System.Runtime.InteropServices;
using Elbo.Torch;

namespace Elbo.Data;

/// <summary>
/// Images that stay in their files and are decoded as they are asked for, by threads that run ahead where the order is known. It hands out
/// the same batches as <see cref="ImageDataset"/> does of the same folder; those in memory after a pass are not read again.
/// </summary>
public sealed class FolderDataset : IDataset, IReadAhead, INamedExamples
{
    /// <summary>Bytes of decoded images that may wait in the queue of a split, beside the budget.</summary>
    private const long QueueBytes = 1 << 26;

    private const int MostBatchesAhead = 16;

    private readonly DataOptions options;
    private readonly PixelInputs inputs;
    private readonly HeldOut rows;
    private readonly Dictionary<Split, (ImageStore Images, long[]? Labels, int Count)> parts = [];
    private readonly Dictionary<Split, ImageQueue> queues = [];
    private string? fingerprint;

    /// <exception cref="DataException">The validation count does not fit.</exception>
    internal FolderDataset(DatasetInfo info, DataOptions options, FolderFiles files, Func<string, byte[]> decode)
    {
        (Info, this.options) = (PixelInputs.Described(info, options), options);
        inputs = new PixelInputs(options);
        var budget = new MemoryBudget(options.MemoryBudget);
        foreach (var (split, part) in files.Parts) parts[split] = (new ImageStore(part, decode, budget), files.Labels(split), part.Count);
        var labels = parts[Split.Train].Labels;
        rows = HeldOut.Of(info.Id, options, parts[Split.Train].Count, parts.TryGetValue(Split.Validation, out var own) ? own.Count : null, labels is null ? null : row => labels[row]);
    }

    /// <inheritdoc/>
    public DatasetInfo Info { get; }

    /// <inheritdoc/>
    public string Fingerprint => fingerprint ??= Hash();

    private bool HasOwnValidation => parts.ContainsKey(Split.Validation);

    /// <inheritdoc/>
    public int Count(Split split) => split switch
    {
        Split.Train => rows.Train,
        Split.Validation => rows.Validation,
        _ => parts.TryGetValue(split, out var part) ? part.Count : 0,
    };

    /// <inheritdoc/>
    public string? NamesAre => Info.Names?.Are;

    /// <inheritdoc/>
    public string? NameOf(Split split, long example) => Info.Names?.Of(split, example, rows);

    /// <inheritdoc/>
    public void Announce(Split split, ReadOnlySpan<long> order, int batchSize)
    {
        if (queues.Remove(split, out var old)) old.Dispose();
        if (order.IsEmpty) return;
        var images = parts[FileOf(split)].Images;
        if (images.IsWhole) return;
        var capacity = (int)Math.Clamp(QueueBytes / ((long)batchSize * Info.Dimensions), 1, MostBatchesAhead);
        queues[split] = new ImageQueue(order.ToArray(), batchSize, capacity, example => images.Load(rows.Row(split, example)));
    }

    /// <inheritdoc/>
    /// <exception cref="DataException">An image cannot be read: the message names its file.</exception>
    public Batch Draw(Split split, ReadOnlySpan<long> examples, ulong? noise = null)
    {
        this.CheckIndices(split, examples);
        var x = Tensor.Empty([examples.Length, Info.Dimensions]);
        var index = Tensor.From(examples);
        if (examples.IsEmpty) return new Batch(x, null, index);
        var images = parts[FileOf(split)].Images;
        var ahead = queues.TryGetValue(split, out var queue) ? queue.TryTake(examples) : null;
        if (queue is not null && ahead is null)
        {
            // Whoever announced does not go on, or is done.
            queues.Remove(split);
            queue.Dispose();
        }

        var stream = inputs.Stream(split, HasOwnValidation, noise);
        var target = x.AsWritableSpan<float>();
        for (var b = 0; b < examples.Length; b++)
        {
            var row = rows.Row(split, examples[b]);
            inputs.Fill(ahead?[b] ?? images.Load(row), target.Slice(b * Info.Dimensions, Info.Dimensions), stream, row);
        }

        return new Batch(x, Labels(split, examples), index);
    }

    /// <summary>Stops reading ahead and forgets the images.</summary>
    public void Dispose()
    {
        foreach (var queue in queues.Values) queue.Dispose();
        queues.Clear();
    }

    private Tensor? Labels(Split split, ReadOnlySpan<long> examples)
    {
        if (parts[FileOf(split)].Labels is not { } all) return null;
        var labels = new long[examples.Length];
        for (var b = 0; b < labels.Length; b++) labels[b] = all[rows.Row(split, examples[b])];
        return Tensor.From(labels);
    }

    private Split FileOf(Split split) => rows.IsFromTraining(split) ? Split.Train : split;

    /// <summary>What <see cref="ContentHash.Of"/> gives for the same images in memory.</summary>
    private string Hash()
    {
        using var hash = new ContentHash();
        hash.Add(ContentHash.Preparation(options, rows));
        foreach (var split in new[] { Split.Train, Split.Validation, Split.Test }.Where(parts.ContainsKey))
        {
            var (images, labels, count) = parts[split];
            hash.Add(ContentHash.Heading(split, DType.U8, [count, .. Info.Shape.Select(d => (long)d)]));
            hash.AddLength((long)count * Info.Dimensions);
            foreach (var piece in Enumerable.Range(0, count).Chunk(256))
            {
                var decoded = new byte[piece.Length][];
                DataErrors.Parallel(piece.Length, i => decoded[i] = images.Load(piece[i]));
                foreach (var image in decoded) hash.Append(image);
            }

            if (labels is null) continue;
            hash.AddLength(labels.Length);
            hash.Append(MemoryMarshal.AsBytes(labels.AsSpan()));
        }

        return hash.Finish();
    }
}
