using Elbo.Torch;

namespace Elbo.Data;

/// <summary>Real numbers in memory, handed out as they are: no binarisation, no noise.</summary>
public sealed class ValuesDataset : IDataset
{
    private readonly TensorHolder holder;
    private string? fingerprint;
    private readonly Dictionary<Split, (ValueSet Set, int First, int Count)> splits = [];

    /// <param name="info">What it is; its <see cref="DatasetInfo.Shape"/> is that of one example.</param>
    /// <param name="options">Of these the validation count.</param>
    /// <param name="train">Taken over from its owner.</param>
    /// <param name="test">Taken over from its owner; null for data without a test split.</param>
    /// <param name="validation">A validation split of its own, taken over; null where it is held out from the training examples.</param>
    /// <exception cref="DataException">Shapes do not agree, a value is not finite, or the validation count does not fit.</exception>
    public ValuesDataset(DatasetInfo info, DataOptions options, ValueSet train, ValueSet? test = null, ValueSet? validation = null)
    {
        Info = info;
        var count = Check(train, "training");
        var held = HeldOut.Count(info.Id, options.ValidationCount, count, validation is null ? null : Check(validation, "validation"));
        var left = validation is null ? count - held : count;
        splits[Split.Train] = (train, 0, left);
        splits[Split.Validation] = validation is null ? (train, left, held) : (validation, 0, held);
        if (test is not null) splits[Split.Test] = (test, 0, Check(test, "test"));

        holder = new TensorHolder(info.Id);
        foreach (var set in new[] { train, test, validation }.OfType<ValueSet>())
        {
            holder.Adopt(set.Values);
            if (set.Labels is not null) holder.Adopt(set.Labels);
        }
    }

    /// <inheritdoc/>
    public DatasetInfo Info { get; }

    /// <inheritdoc/>
    public string Fingerprint => fingerprint ??= ContentHash.Of(
        $"values, {Info.Encoding?.ToText()} validation {splits[Split.Validation].Count}",
        splits.Where(p => p.Value.First == 0).Select(p => (p.Key, p.Value.Set.Values, p.Value.Set.Labels)));

    /// <inheritdoc/>
    public int Count(Split split) => splits.TryGetValue(split, out var part) ? part.Count : 0;

    /// <inheritdoc/>
    public Batch Draw(Split split, ReadOnlySpan<long> examples, ulong? noise = null)
    {
        this.CheckIndices(split, examples);
        var index = Tensor.From(examples);
        if (examples.IsEmpty) return new Batch(Tensor.Empty([0, Info.Dimensions]), null, index);
        var (set, first, _) = splits[split];
        var rows = first == 0 ? index : index + first;
        return new Batch(set.Values.Reshape([-1, Info.Dimensions]).IndexSelect(0, rows), set.Labels?.IndexSelect(0, rows), index);
    }

    /// <summary>Frees the values.</summary>
    public void Dispose() => holder.Dispose();

    private int Check(ValueSet set, string what)
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

        return checked((int)shape[0]);
    }
}
