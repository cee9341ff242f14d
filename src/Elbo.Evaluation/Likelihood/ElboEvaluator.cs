using Elbo.Data;
using Elbo.Models.Latents;

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
        return ExampleBounds.Measure(model, data, split, limit, seed, progress: progress, cancel: cancel).Means;
    }
}
