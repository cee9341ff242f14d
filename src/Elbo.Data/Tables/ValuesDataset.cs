using Elbo.Torch;

namespace Elbo.Data;

/// <summary>Real numbers in memory, handed out as they are: no binarisation, no noise.</summary>
public sealed class ValuesDataset : IDataset, INamedExamples
{
    private readonly TensorHolder holder;
    private string? fingerprint;
    private readonly Dictionary<Split, ValueSet> sets = [];
    private readonly HeldOut rows;

    /// <param name="info">What it is; its <see cref="DatasetInfo.Shape"/> is that of one example.</param>
    /// <param name="options">Of these the validation count.</param>
    /// <param name="train">Taken over from its owner.</param>
    /// <param name="test">Taken over from its owner; null for data without a test split.</param>
    /// <param name="validation">A validation split of its own, taken over; null where it is held out from the training examples.</param>
    /// <exception cref="DataException">Shapes do not agree, a value is not finite, or the validation count does not fit.</exception>
    public ValuesDataset(DatasetInfo info, DataOptions options, ValueSet train, ValueSet? test = null, ValueSet? validation = null)
        : this(info, train, test, validation, HeldOut.Of(info.Id, options, Count(train), validation is null ? null : Count(validation), ClassOf(train)))
    {
    }

    /// <param name="rows">What is held out of the training examples.</param>
    internal ValuesDataset(DatasetInfo info, ValueSet train, ValueSet? test, ValueSet? validation, HeldOut rows)
    {
        (Info, this.rows) = (info, rows);
        Check(train, "training");
        if (validation is not null) Check(validation, "validation");
        if (test is not null) Check(test, "test");
        holder = new TensorHolder(info.Id);
        foreach (var (split, set) in new[] { (Split.Train, train), (Split.Validation, validation), (Split.Test, test) })
        {
            if (set is null) continue;
            sets[split] = set;
            holder.Adopt(set.Values);
            if (set.Labels is not null) holder.Adopt(set.Labels);
        }
    }

    /// <inheritdoc/>
    public DatasetInfo Info { get; }

    /// <inheritdoc/>
    public string Fingerprint => fingerprint ??= ContentHash.Of(
        $"values, {Info.Encoding?.ToText()} {rows.Description}", sets.Select(p => (p.Key, p.Value.Values, p.Value.Labels)));

    /// <inheritdoc/>
    public int Count(Split split) => split switch
    {
        Split.Train => rows.Train,
        Split.Validation => rows.Validation,
        _ => sets.TryGetValue(split, out var set) ? Count(set) : 0,
    };

    /// <inheritdoc/>
    public Batch Draw(Split split, ReadOnlySpan<long> examples, ulong? noise = null)
    {
        this.CheckIndices(split, examples);
        var index = Tensor.From(examples);
        if (examples.IsEmpty) return new Batch(Tensor.Empty([0, Info.Dimensions]), null, index);
        var set = sets[rows.IsFromTraining(split) ? Split.Train : split];
        var wanted = new long[examples.Length];
        for (var b = 0; b < wanted.Length; b++) wanted[b] = rows.Row(split, examples[b]);
        var chosen = Tensor.From(wanted);
        return new Batch(set.Values.Reshape([-1, Info.Dimensions]).IndexSelect(0, chosen), set.Labels?.IndexSelect(0, chosen), index);
    }

    /// <inheritdoc/>
    public string? NamesAre => Info.Names?.Are;

    /// <inheritdoc/>
    public string? NameOf(Split split, long example) => Info.Names?.Of(split, example, rows);

    /// <summary>Frees the values.</summary>
    public void Dispose() => holder.Dispose();

    private static int Count(ValueSet set) => set.Values.Rank == 0 ? 0 : checked((int)set.Values.Size(0));

    private static Func<int, long>? ClassOf(ValueSet set)
    {
        var labels = set.Labels?.ToArray<long>();
        // One for each example or none: what else there is the check below refuses.
        return labels?.Length == Count(set) ? row => labels[row] : null;
    }

    private void Check(ValueSet set, string what)
    {
        var shape = set.Values.Shape;
        if (set.Values.DType != DType.F32 || shape.Length < 1 || shape[0] * Info.Dimensions != set.Values.Count)
            throw new DataException($"{Info.Id}: {what} values are {set.Values.DType} [{string.Join(", ", shape.ToArray())}], not F32 [N, {string.Join(", ", Info.Shape)}]");
        if (set.Values.Count > int.MaxValue) throw new DataException($"{Info.Id}: {set.Values.Count} {what} values, at most {int.MaxValue} are kept in memory");
        if (set.Labels is { } labels && (labels.DType != DType.I64 || labels.Count != shape[0]))
            throw new DataException($"{Info.Id}: {labels.Count} {what} labels for {shape[0]} examples");
        var values = set.Values.AsSpan<float>();
        for (var i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
                throw new DataException($"{Info.Id}: {what} example {i / Info.Dimensions} has {values[i]} in place {i % Info.Dimensions}; every value must be finite");
        }
    }
}
