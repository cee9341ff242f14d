using Elbo.Data;
using Elbo.Torch;

namespace Elbo.Models;

/// <summary>What the training examples say on average: the data is passed over when something is asked first, and not again.</summary>
public sealed class TrainingStatistics
{
    private const int BatchSize = 1000;

    private readonly Lazy<float[]> mean;

    /// <param name="data">Borrowed.</param>
    public TrainingStatistics(IDataset data)
        : this(() => MeanOf(data))
    {
    }

    /// <param name="mean">Mean of each dimension of x [D], F32, where it is known.</param>
    public TrainingStatistics(Tensor mean) => this.mean = new(mean.ToArray<float>());

    private TrainingStatistics(Func<float[]> mean) => this.mean = new(mean);

    /// <summary>Mean of each dimension of x [D] F32, a new tensor of the current scope.</summary>
    public Tensor Mean() => Tensor.From(mean.Value);

    /// <summary>Of the parts that examples consist of.</summary>
    /// <param name="count">Parts of one example, along its first axis.</param>
    internal TrainingStatistics OfParts(int count) => new(() =>
    {
        using var scope = TensorScope.Enter();
        return Mean().View([count, -1]).Mean([0]).ToArray<float>();
    });

    private static float[] MeanOf(IDataset data)
    {
        using var scope = TensorScope.Enter();
        var sum = Tensor.Zeros([data.Info.Dimensions], DType.F64);
        var batches = new OrderedBatches(data, Split.Train, BatchSize);
        batches.ForEach(batch => sum.AddInPlace(batch.X.Sum([0], dtype: DType.F64)));
        return (sum / (double)batches.Count).To(DType.F32).ToArray<float>();
    }
}
