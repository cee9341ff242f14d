using Elbo.Data;
using Elbo.Torch;

namespace Elbo.Evaluation.Tests.Coding;

/// <summary>Random images [1, S, S] with labels, the same for the same index.</summary>
internal sealed class RandomImages(int count, int side, int classes = 10) : IDataset
{
    public DatasetInfo Info { get; } = new()
    {
        Id = "random",
        Title = "Random",
        Licence = "-",
        Citation = "-",
        Shape = [1, side, side],
        Splits = new Dictionary<Split, int>(),
        Classes = classes,
    };

    public string Fingerprint => new('0', 64);

    public int Count(Split split) => split == Split.Test ? count : 0;

    public Batch Draw(Split split, ReadOnlySpan<long> examples, ulong? noise = null)
    {
        var rows = new float[examples.Length * side * side];
        for (var b = 0; b < examples.Length; b++)
        {
            var random = new Random((int)examples[b]);
            for (var k = 0; k < side * side; k++) rows[(b * side * side) + k] = random.NextSingle() * (k % side) / side;
        }
        var labels = classes == 0 ? null : Tensor.From([.. examples.ToArray().Select(e => e % classes)], examples.Length);
        return new(Tensor.From(rows, examples.Length, side * side), labels, Tensor.From(examples));
    }

    public void Dispose()
    {
    }
}
