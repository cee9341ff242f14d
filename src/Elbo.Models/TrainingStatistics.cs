using Elbo.Data;
using Elbo.Torch;

namespace Elbo.Models;

/// <summary>What the training examples say on average: the data is passed over when something is asked first, and not again.</summary>
public sealed class TrainingStatistics
{
    private const int BatchSize = 1000;

    private readonly Lazy<Moments> moments;
    private readonly IDataset? data;

    /// <param name="data">Borrowed.</param>
    public TrainingStatistics(IDataset data)
        : this(() => MomentsOf(data)) => this.data = data;

    /// <param name="mean">Mean of each dimension of x [D], F32, where it is known.</param>
    public TrainingStatistics(Tensor mean)
        : this(() => new(mean.ToArray<float>(), null))
    {
    }

    private TrainingStatistics(Func<Moments> moments) => this.moments = new(moments);

    /// <summary>Mean of each dimension of x [D] F32, a new tensor of the current scope.</summary>
    public Tensor Mean() => Tensor.From(moments.Value.Mean);

    /// <summary>How often each word is in the training texts, ends among them [V] F32; null where they are not to see.</summary>
    /// <param name="words">V.</param>
    internal Tensor? WordCounts(int words)
    {
        if (data is null) return null;
        var counts = new float[words];
        new OrderedBatches(data, Split.Train, BatchSize).ForEach(batch =>
        {
            var (x, lengths, width) = (batch.X.ToArray<long>(), batch.LengthsOf(Field.Main)!.ToArray<long>(), (int)batch.X.Size(1));
            for (var b = 0; b < lengths.Length; b++)
                for (var t = 0; t < lengths[b]; t++) counts[x[b * width + t]]++;
        });
        return Tensor.From(counts);
    }

    /// <summary>The first training examples, at most <paramref name="count"/>, for layers that choose their start from data; null where there are none to see.</summary>
    internal Batch? First(int count) => data is not null && new OrderedBatches(data, Split.Train, count).TryNext(out var batch) ? batch : null;

    /// <summary>Standard deviation of each dimension of x [D], 0 or more; null where only the mean is known.</summary>
    internal double[]? Deviation() => moments.Value.MeanSquare is not { } squares ? null
        : [.. squares.Zip(moments.Value.Mean, (square, mean) => Math.Sqrt(Math.Max(0, square - ((double)mean * mean))))];

    /// <summary>Of the parts that examples consist of.</summary>
    /// <param name="count">Parts of one example, along its first axis.</param>
    internal TrainingStatistics OfParts(int count) => new(() =>
    {
        using var scope = TensorScope.Enter();
        return new(Mean().View([count, -1]).Mean([0]).ToArray<float>(),
            moments.Value.MeanSquare is { } squares ? Tensor.From(squares).View([count, -1]).Mean([0]).ToArray<double>() : null);
    });

    private static Moments MomentsOf(IDataset data)
    {
        using var scope = TensorScope.Enter();
        Tensor sum = Tensor.Zeros([data.Info.Dimensions], DType.F64), squares = Tensor.Zeros([data.Info.Dimensions], DType.F64);
        var batches = new OrderedBatches(data, Split.Train, BatchSize);
        batches.ForEach(batch =>
        {
            sum.AddInPlace(batch.X.Sum([0], dtype: DType.F64));
            squares.AddInPlace(batch.X.To(batch.X.Device, DType.F64).Square().Sum([0]));
        });
        return new((sum / (double)batches.Count).To(DType.F32).ToArray<float>(), (squares / (double)batches.Count).ToArray<double>());
    }

    private sealed record Moments(float[] Mean, double[]? MeanSquare);
}
