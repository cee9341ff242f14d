using Elbo.Torch;

namespace Elbo.Data;

/// <summary>8-bit images in memory, binarised or scaled as a batch is drawn.</summary>
public sealed class ImageDataset : IDataset, INamedExamples
{
    private readonly TensorHolder holder;
    private readonly DataOptions options;
    private readonly ImageSet train;
    private readonly ImageSet? test;
    private readonly ImageSet? validation;
    private readonly HeldOut rows;
    private readonly PixelInputs inputs;
    private string? fingerprint;

    /// <param name="info">What it is; its <see cref="DatasetInfo.Shape"/> is that of one image.</param>
    /// <param name="options">Binarisation, validation count and seed.</param>
    /// <param name="train">Taken over from its owner.</param>
    /// <param name="test">Taken over from its owner; null for data without a test split.</param>
    /// <param name="validation">A validation split of its own, taken over from its owner; null where it is held out from the training images.</param>
    /// <exception cref="DataException">Shapes do not agree, the validation count leaves no training image, or it contradicts
    /// <paramref name="validation"/>.</exception>
    public ImageDataset(DatasetInfo info, DataOptions options, ImageSet train, ImageSet? test = null, ImageSet? validation = null)
    {
        Info = PixelInputs.Described(info, options);
        this.options = options;
        Check(info, train, "training");
        if (test is not null) Check(info, test, "test");
        if (validation is not null) Check(info, validation, "validation");
        var count = checked((int)train.Pixels.Shape[0]);
        var labels = train.Labels?.ToArray<long>();
        rows = HeldOut.Of(info.Id, options, count, validation is null ? null : checked((int)validation.Pixels.Shape[0]), labels is null ? null : row => labels[row]);
        inputs = new PixelInputs(options);
        holder = new TensorHolder(info.Id);
        this.train = Adopt(train);
        this.test = test is null ? null : Adopt(test);
        this.validation = validation is null ? null : Adopt(validation);
    }

    /// <inheritdoc/>
    public DatasetInfo Info { get; }

    /// <inheritdoc/>
    public string Fingerprint => fingerprint ??= ContentHash.Of(
        ContentHash.Preparation(options, rows),
        new (Split Split, ImageSet? Set)[] { (Split.Train, train), (Split.Validation, validation), (Split.Test, test) }
            .Where(p => p.Set is not null).Select(p => (p.Split, p.Set!.Pixels, p.Set.Labels)));

    /// <inheritdoc/>
    public int Count(Split split) => split switch
    {
        Split.Train => rows.Train,
        Split.Validation => rows.Validation,
        Split.Test => test is null ? 0 : (int)test.Pixels.Shape[0],
        _ => throw new ArgumentOutOfRangeException(nameof(split), split, null),
    };

    /// <inheritdoc/>
    public Batch Draw(Split split, ReadOnlySpan<long> examples, ulong? noise = null)
    {
        this.CheckIndices(split, examples);
        var dimensions = Info.Dimensions;
        var x = Tensor.Empty([examples.Length, dimensions]);
        var index = Tensor.From(examples);
        Tensor? labels = null;
        if (examples.IsEmpty) return new Batch(x, labels, index);

        var source = Source(split);
        var stream = inputs.Stream(split, validation is not null, noise);
        var pixels = source.Pixels.AsSpan<byte>();
        var target = x.AsWritableSpan<float>();
        var wanted = new long[examples.Length];
        for (var b = 0; b < examples.Length; b++)
        {
            var row = rows.Row(split, examples[b]);
            wanted[b] = row;
            inputs.Fill(pixels.Slice(checked(row * dimensions), dimensions), target.Slice(b * dimensions, dimensions), stream, row);
        }

        if (source.Labels is { } all) labels = all.IndexSelect(0, Tensor.From(wanted));
        return new Batch(x, labels, index);
    }

    /// <inheritdoc/>
    public string? NamesAre => Info.Names?.Are;

    /// <inheritdoc/>
    public string? NameOf(Split split, long example) => Info.Names?.Of(split, example, rows);

    /// <summary>The pixels as they are stored: U8 [N, D] in the current scope, a view on memory of the data set unless rows are held out.</summary>
    /// <exception cref="DataException">The split is empty.</exception>
    public Tensor Pixels(Split split) => Part(Source(split).Pixels, split).Reshape([Count(split), Info.Dimensions]);

    /// <summary>The class numbers: I64 [N], as <see cref="Pixels"/>; null for data without labels.</summary>
    /// <inheritdoc cref="Pixels" path="/exception"/>
    public Tensor? Labels(Split split) => Source(split).Labels is { } labels ? Part(labels, split) : null;

    /// <summary>Frees the images.</summary>
    public void Dispose() => holder.Dispose();

    private static void Check(DatasetInfo info, ImageSet set, string what)
    {
        var shape = set.Pixels.Shape;
        if (set.Pixels.DType != DType.U8 || shape.Length < 1) throw new DataException($"{info.Id}: {what} images are not U8 [N, …]");
        if (shape[0] * info.Dimensions != set.Pixels.Count)
            throw new DataException($"{info.Id}: {what} images are [{string.Join(", ", shape.ToArray())}], not [N, {string.Join(", ", info.Shape)}]");
        if (set.Labels is { } labels && (labels.DType != DType.I64 || labels.Count != shape[0]))
            throw new DataException($"{info.Id}: {labels.Count} {what} labels for {shape[0]} images");
    }

    private Tensor Part(Tensor all, Split split) => rows.Rows(split) is { } part ? all.IndexSelect(0, Tensor.From(part)) : all.Narrow(0, 0, Count(split));

    /// <summary>The images that a split is taken from.</summary>
    private ImageSet Source(Split split) => Count(split) == 0
        ? throw new DataException($"{Info.Id}: the {split.ToString().ToLowerInvariant()} split is empty")
        : split switch
        {
            Split.Test => test!,
            Split.Validation => validation ?? train,
            _ => train,
        };

    private ImageSet Adopt(ImageSet set)
    {
        holder.Adopt(set.Pixels);
        if (set.Labels is not null) holder.Adopt(set.Labels);
        return set;
    }
}
