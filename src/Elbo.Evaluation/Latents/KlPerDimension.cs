using Elbo.Data;
using Elbo.Models;
using Elbo.Torch;

namespace Elbo.Evaluation.Latents;

/// <summary>How much of the divergence each dimension of the code carries.</summary>
public static class KlPerDimension
{
    /// <summary>Mean over examples of KL(q(z_j | x) ‖ p(z_j)) [Z], nats.</summary>
    public static double[] Measure(IGaussianEncoder model, IDataset data, Split split, int limit = int.MaxValue)
    {
        using var off = Gradients.Off();
        using var outer = TensorScope.Enter();
        var sum = Tensor.Zeros([model.LatentSize], DType.F64);
        var batches = new OrderedBatches(data, split, 1000, limit);
        batches.ForEach(batch =>
        {
            var (mu, logVar) = model.Posterior(batch);
            sum.AddInPlace(((mu.Square() + logVar.Exp() - 1 - logVar) * 0.5).Sum([0], dtype: DType.F64));
        });
        return (sum / (double)Math.Max(batches.Count, 1)).ToArray<double>();
    }
}
