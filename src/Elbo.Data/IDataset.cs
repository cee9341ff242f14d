namespace Elbo.Data;

/// <summary>Examples that can be drawn by index. It owns its tensors and is disposed by whoever opened it.</summary>
public interface IDataset : IDisposable
{
    /// <summary>What it is, with the shape of one example.</summary>
    DatasetInfo Info { get; }

    /// <summary>SHA-256 of the examples with their labels and of the options that decide what is handed out, 64 lower-case hexadecimal
    /// digits: two data sets of the same fingerprint give the same batches. Computed when first asked for, then kept; reads files
    /// again where examples are not in memory.</summary>
    /// <exception cref="DataException">A file cannot be read any more.</exception>
    string Fingerprint { get; }

    /// <summary>Number of examples of a split; 0 where it has none.</summary>
    int Count(Split split);

    /// <summary>The examples with the given indices, as new tensors of the current scope, on the CPU.</summary>
    /// <param name="split">The split.</param>
    /// <param name="examples">Indices in [0, Count(split)), in the order wanted.</param>
    /// <param name="noise">Seed of random preprocessing. An example's draw depends on this seed and its own index alone, not on the
    /// batch around it. Null asks for the one draw that evaluations share.</param>
    /// <exception cref="ArgumentOutOfRangeException">An index is outside the split.</exception>
    Batch Draw(Split split, ReadOnlySpan<long> examples, ulong? noise = null);
}
