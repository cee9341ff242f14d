using Elbo.Data;
using Elbo.Models.Latents;
using Elbo.Models.Objectives;
using Elbo.Torch;

namespace Elbo.Evaluation.Likelihood;

/// <summary>The bound of a model on a split, with its two parts.</summary>
/// <param name="Elbo">E_q[log p(x | z)] − KL, nats per example.</param>
/// <param name="Reconstruction">E_q[log p(x | z)].</param>
/// <param name="Kl">KL(q(z | x) ‖ p(z)).</param>
/// <param name="Examples">How many were averaged over.</param>
public sealed record ElboSplit(Estimate Elbo, Estimate Reconstruction, Estimate Kl, int Examples);

/// <summary>Evaluates the bound with one posterior draw per example, over all examples of a split.</summary>
public static class ElboEvaluator
{
    /// <param name="model">In evaluation mode.</param>
    /// <param name="limit">At most this many examples, from the first.</param>
    /// <param name="seed">Of the posterior draws.</param>
    /// <param name="progress">Told the examples done.</param>
    public static ElboSplit Evaluate(ILatentVariables model, IDataset data, Split split, int limit = int.MaxValue, ulong seed = 1,
        Action<long>? progress = null, CancellationToken cancel = default)
    {
        if (!model.HasBound) throw new ArgumentException("the model has no bound on log p(x)", nameof(model));
        using var off = Gradients.Off();
        var noise = new NoiseStream(new SeedStreams(seed).Seed("elbo"));
        List<double> bound = [], reconstruction = [], divergence = [];
        new OrderedBatches(data, split, 500, limit).ForEach(batch =>
        {
            cancel.ThrowIfCancellationRequested();
            var drawn = Bound.Draw(model, batch, 1, new(noise));
            double[] l = Numbers(drawn.LogLikelihood), k = Numbers(drawn.Divergence());
            for (var b = 0; b < l.Length; b++)
            {
                reconstruction.Add(l[b]);
                divergence.Add(k[b]);
                bound.Add(l[b] - k[b]);
            }
            progress?.Invoke(bound.Count);
        });
        return new(Estimate.Of(bound), Estimate.Of(reconstruction), Estimate.Of(divergence), bound.Count);
    }

    /// <summary>E_q[log p(x | z)] alone, nats per example: of models whose codes have no density too.</summary>
    /// <param name="model">In evaluation mode.</param>
    /// <param name="limit">At most this many examples, from the first.</param>
    /// <param name="seed">Of the posterior draws.</param>
    public static Estimate Reconstruction(ILatentVariables model, IDataset data, Split split, int limit = int.MaxValue, ulong seed = 1, CancellationToken cancel = default)
    {
        using var off = Gradients.Off();
        var noise = new NoiseStream(new SeedStreams(seed).Seed("elbo"));
        List<double> reconstruction = [];
        new OrderedBatches(data, split, 500, limit).ForEach(batch =>
        {
            cancel.ThrowIfCancellationRequested();
            reconstruction.AddRange(Numbers(Bound.Draw(model, batch, 1, new(noise)).LogLikelihood));
        });
        return Estimate.Of(reconstruction);
    }

    private static double[] Numbers(Tensor nats) => SampleAxis.Mean(nats).To(DType.F64).ToArray<double>();
}
