using Elbo.Torch;

namespace Elbo.Data;

/// <summary>Data whose classes have the numbers that a model knows them by: the same name, the same class, whatever its place in another folder. Owns the data.</summary>
public sealed class RelabelledDataset : IDataset, IReadAhead, INamedExamples
{
    private readonly IDataset data;
    private readonly long[] numbers;

    private RelabelledDataset(IDataset data, IReadOnlyList<string> names)
    {
        this.data = data;
        // Classes that the model does not know come after those it knows.
        var all = names.Concat(data.Info.ClassNames.Where(n => !names.Contains(n))).ToList();
        numbers = [.. data.Info.ClassNames.Select(n => (long)all.IndexOf(n))];
        Info = data.Info with { Classes = all.Count, ClassNames = all, Factors = [data.Info.Factors[0] with { Levels = all.Count, LevelNames = all }] };
    }

    /// <inheritdoc/>
    public DatasetInfo Info { get; }

    /// <inheritdoc/>
    public string Fingerprint => data.Fingerprint;

    /// <inheritdoc/>
    public string? NamesAre => (data as INamedExamples)?.NamesAre;

    /// <summary>The data, with other numbers for its classes where they have names that the model knows by others.</summary>
    /// <param name="data">Taken over.</param>
    /// <param name="names">Of the classes as the model knows them, by number.</param>
    public static IDataset Of(IDataset data, IReadOnlyList<string> names) =>
        names.Count == 0 || data.Info.ClassNames.Count == 0 || data.Info.Factors is not [{ Name: Factor.Label }] || data.Info.ClassNames.SequenceEqual(names) ? data : new RelabelledDataset(data, names);

    /// <inheritdoc/>
    public int Count(Split split) => data.Count(split);

    /// <inheritdoc/>
    public string? NameOf(Split split, long example) => (data as INamedExamples)?.NameOf(split, example);

    /// <inheritdoc/>
    public void Announce(Split split, ReadOnlySpan<long> order, int batchSize) => (data as IReadAhead)?.Announce(split, order, batchSize);

    /// <inheritdoc/>
    public Batch Draw(Split split, ReadOnlySpan<long> examples, ulong? noise = null)
    {
        var batch = data.Draw(split, examples, noise);
        return batch.Labels is { } labels ? batch with { Labels = Tensor.From([.. labels.ToArray<long>().Select(l => l < 0 ? l : numbers[l])]), Factors = null } : batch;
    }

    /// <summary>Frees the data.</summary>
    public void Dispose() => data.Dispose();
}
