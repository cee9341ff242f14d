namespace Elbo.Data;

/// <summary>Some examples of a split, each as it is among all of them: what is drawn of it depends on its own place in the data. Owns the data.</summary>
public sealed class SelectedDataset : IDataset, INamedExamples
{
    private readonly IDataset data;
    private readonly Split split;
    private readonly long[] chosen;

    /// <param name="data">Taken over.</param>
    /// <param name="split">The part that is chosen from; other parts stay as they are.</param>
    /// <param name="chosen">Indices in the split, in the order wanted.</param>
    /// <exception cref="ArgumentOutOfRangeException">One is outside the split.</exception>
    public SelectedDataset(IDataset data, Split split, IReadOnlyList<long> chosen)
    {
        (this.data, this.split, this.chosen) = (data, split, [.. chosen]);
        data.CheckIndices(split, this.chosen);
    }

    /// <inheritdoc/>
    public DatasetInfo Info => data.Info;

    /// <inheritdoc/>
    public string Fingerprint => data.Fingerprint;

    /// <inheritdoc/>
    public string? NamesAre => (data as INamedExamples)?.NamesAre;

    /// <inheritdoc/>
    public int Count(Split split) => split == this.split ? chosen.Length : data.Count(split);

    /// <summary>The index among all examples of the split.</summary>
    public long IndexOf(Split split, long example) => split == this.split ? chosen[example] : example;

    /// <inheritdoc/>
    public string? NameOf(Split split, long example) => (data as INamedExamples)?.NameOf(split, IndexOf(split, example));

    /// <inheritdoc/>
    public Batch Draw(Split split, ReadOnlySpan<long> examples, ulong? noise = null)
    {
        this.CheckIndices(split, examples);
        var all = new long[examples.Length];
        for (var k = 0; k < all.Length; k++) all[k] = IndexOf(split, examples[k]);
        return data.Draw(split, all, noise);
    }

    /// <summary>Frees the data.</summary>
    public void Dispose() => data.Dispose();
}
