using Elbo.Data;
using Elbo.Evaluation.Likelihood;
using Elbo.Models;
using Elbo.Torch;
using Elbo.Torch.Fused;

namespace Elbo.Evaluation.Latents;

/// <summary>How much of the divergence each dimension of the code carries.</summary>
public static class KlPerDimension
{
    /// <summary>Mean over examples of KL(q(z_j | x) ‖ N(0, 1)) in closed form with its standard error, one per dimension, nats.</summary>
    /// <param name="limit">At most this many examples, from the first.</param>
    public static IReadOnlyList<Estimate> Measure(IGaussianEncoder model, IDataset data, Split split, int limit = int.MaxValue)
    {
        using var off = Gradients.Off();
        using var outer = TensorScope.Enter();
        var sum = Tensor.Zeros([model.LatentSize], DType.F64);
        var squares = Tensor.Zeros([model.LatentSize], DType.F64);
        var batches = new OrderedBatches(data, split, 1000, limit);
        batches.ForEach(batch =>
        {
            var (mu, logVar) = model.Posterior(batch);
            var kl = GaussianKl.PerDimension(mu, logVar).To(DType.F64);
            sum.AddInPlace(kl.Sum([0]));
            squares.AddInPlace(kl.Square().Sum([0]));
        });
        return [.. sum.ToArray<double>().Zip(squares.ToArray<double>(), (s, s2) => Estimate.OfSums(s, s2, batches.Count))];
    }
}
