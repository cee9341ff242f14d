using Elbo.Data;
using Elbo.Torch;

namespace Elbo.Evaluation.Tests;

/// <summary>As many copies of one example as wanted, in the test split.</summary>
internal sealed class FakeDataset(int count, int[] shape, float[] example) : IDataset
{
    public FakeDataset(int count, params float[] example)
        : this(count, [example.Length], example)
    {
    }

    /// <summary>Grey values that it says its numbers are on; null for real ones.</summary>
    public int? GreyLevels
    {
        get => Info.GreyLevels;
        init => Info = Info with { GreyLevels = value };
    }

    public DatasetInfo Info { get; private init; } = new() { Id = "fake", Title = "Fake", Licence = "-", Citation = "-", Shape = shape, Splits = new Dictionary<Split, int>() };

    public string Fingerprint => new('0', 64);

    public int Count(Split split) => split == Split.Test ? count : 0;

    public Batch Draw(Split split, ReadOnlySpan<long> examples, ulong? noise = null)
    {
        var rows = new float[examples.Length * example.Length];
        for (var k = 0; k < rows.Length; k++) rows[k] = example[k % example.Length];
        return new(Tensor.From(rows, examples.Length, example.Length), null, Tensor.From(examples));
    }

    public void Dispose()
    {
    }
}
