using Elbo.Data;
using Elbo.Models.Latents;
using Elbo.Models.Objectives;
using Elbo.Torch;

namespace Elbo.Evaluation.Likelihood;

/// <summary>The parts of the bound of each example with one posterior draw, nats.</summary>
/// <param name="LogLikelihood">E_q[log p(x | z)].</param>
/// <param name="Divergence">KL(q(z | x) ‖ p(z)); empty for a model whose codes have no density.</param>
public sealed record ExampleBounds(IReadOnlyList<double> LogLikelihood, IReadOnlyList<double> Divergence)
{
    private const int BatchSize = 500;

    /// <summary>The bound of each example.</summary>
    public IReadOnlyList<double> Elbo => [.. LogLikelihood.Zip(Divergence, (likelihood, divergence) => likelihood - divergence)];

    /// <summary>Means over the examples.</summary>
    public ElboSplit Means => new(Estimate.Of([.. Elbo]), Estimate.Of([.. LogLikelihood]), Estimate.Of([.. Divergence]), LogLikelihood.Count);

    /// <summary>One pass over a split.</summary>
    /// <param name="model">In evaluation mode.</param>
    /// <param name="limit">At most this many examples, from the first.</param>
    /// <param name="seed">Of the posterior draws.</param>
    /// <param name="look">Sees each batch and what was drawn for it.</param>
    /// <param name="progress">Told the examples done.</param>
    public static ExampleBounds Measure(ILatentVariables model, IDataset data, Split split, int limit = int.MaxValue, ulong seed = 1, Action<Batch, Bound>? look = null,
        Action<long>? progress = null, CancellationToken cancel = default)
    {
        using var off = Gradients.Off();
        var noise = new NoiseStream(new SeedStreams(seed).Seed("elbo"));
        List<double> likelihood = [], divergence = [];
        new OrderedBatches(data, split, BatchSize, limit).ForEach(batch =>
        {
            cancel.ThrowIfCancellationRequested();
            var drawn = Bound.Draw(model, batch, 1, new(noise));
            look?.Invoke(batch, drawn);
            likelihood.AddRange(Numbers(drawn.LogLikelihood));
            if (model.HasBound) divergence.AddRange(Numbers(drawn.Divergence()));
            progress?.Invoke(likelihood.Count);
        });
        return new(likelihood, divergence);
    }

    private static double[] Numbers(Tensor nats) => SampleAxis.Mean(nats).To(DType.F64).ToArray<double>();
}
