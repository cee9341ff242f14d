using Elbo.Data;
using Elbo.Evaluation.Likelihood;
using Elbo.Models;
using Elbo.Torch;

namespace Elbo.Evaluation.Visuals;

/// <summary>How different the completions of one example are.</summary>
public static class CompletionDiversity
{
    /// <summary>Completions of an example.</summary>
    public const int Samples = 20;

    /// <summary>
    /// Mean over examples of the variance of a place that is not given, over 20 means of p(y | x, z) at z ~ p(z | x), averaged over such places: 0 for a model
    /// that has one answer.
    /// </summary>
    /// <param name="limit">At most this many examples, from the first.</param>
    /// <param name="seed">Of the draws.</param>
    public static Estimate Measure(IGivenGenerator model, IDataset data, Split split, int limit, ulong seed, CancellationToken cancel = default)
    {
        using var off = Gradients.Off();
        var noise = new NoiseStream(new SeedStreams(seed).Seed("completions"));
        var variances = new List<double>();
        new OrderedBatches(data, split, 50, limit).ForEach(batch =>
        {
            cancel.ThrowIfCancellationRequested();
            var made = 1 - model.Given(batch).Flatten(1);
            var variance = model.Complete(batch, Samples, noise).Flatten(2).To(DType.F64).Var([0], correction: 1) * made;
            variances.AddRange((variance.Sum([-1]) / made.Sum([-1])).To(DType.F64).ToArray<double>());
        });
        return Estimate.Of(variances);
    }
}
