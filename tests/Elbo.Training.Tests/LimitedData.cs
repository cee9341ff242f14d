using Elbo.Data;

namespace Elbo.Training.Tests;

/// <summary>The first so many examples of each split, for short runs on real data.</summary>
internal sealed class LimitedData(IDataset data, int train, int other) : IDataset
{
    public DatasetInfo Info => data.Info;

    public string Fingerprint => data.Fingerprint;

    public int Count(Split split) => Math.Min(data.Count(split), split == Split.Train ? train : other);

    public Batch Draw(Split split, ReadOnlySpan<long> examples, ulong? noise = null) => data.Draw(split, examples, noise);

    public void Dispose() => data.Dispose();
}
