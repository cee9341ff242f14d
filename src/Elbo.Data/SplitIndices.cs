namespace Elbo.Data;

/// <summary>What every data set asks of the indices it is given.</summary>
public static class SplitIndices
{
    /// <summary>Whether each is one of the split's.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One is not; names it and the number of examples.</exception>
    public static void CheckIndices(this IDataset data, Split split, ReadOnlySpan<long> examples)
    {
        var count = data.Count(split);
        foreach (var example in examples)
        {
            if ((ulong)example >= (ulong)count)
                throw new ArgumentOutOfRangeException(nameof(examples), example, $"{data.Info.Id}: the {split.ToString().ToLowerInvariant()} split has {count} examples");
        }
    }
}
