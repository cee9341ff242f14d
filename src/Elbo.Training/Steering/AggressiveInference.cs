using Elbo.Data;
using Elbo.Models;
using Elbo.Torch;
using Elbo.Training.Configuration;

namespace Elbo.Training.Steering;

/// <summary>
/// Moves q(z | x) alone before each step of the first epochs, until its objective no longer falls (He et al. 2019, arXiv 1901.05534, algorithm 1), so that the decoder never meets a posterior that lags behind it.
/// A function of step, data and seed: nothing of it is in a checkpoint. The paper ends the phase when the mutual information of x and z on validation data falls; here the configuration says when.
/// </summary>
internal sealed class AggressiveInference
{
    // Batches that are averaged before the objective is compared, and moves at most.
    private const int Window = 10, Most = 100;

    private readonly TrainingConfig config;
    private readonly IReadOnlyList<Tensor> others;
    private readonly IReadOnlyList<Tensor> own;
    private readonly BatchPlan plan;

    private AggressiveInference(TrainingConfig config, Model model, IInferenceParts parts, BatchPlan plan)
    {
        var both = model.NamedParameters().ToLookup(p => parts.InferenceParts.Any(part => p.Name.StartsWith(part + ".", StringComparison.Ordinal)), p => p.Value);
        (this.config, own, others, this.plan) = (config, [.. both[true]], [.. both[false]], plan);
    }

    /// <summary>Null where the configuration has none.</summary>
    public static AggressiveInference? For(TrainingConfig config, Model model, IDataset data, SeedStreams seeds) =>
        config.Aggressive > 0 && model.As<IInferenceParts>() is { } parts ? new(config, model, parts, new(data, Split.Train, config.Batch, new(seeds.Seed("inference")))) : null;

    /// <summary>Whether steps of an epoch, from 0, are of the phase.</summary>
    public bool IsOn(long epoch) => epoch < config.Aggressive;

    /// <summary>Moves the posterior until the mean of its objective over some batches is not below that of those before.</summary>
    /// <param name="first">The batch of the step, which comes first.</param>
    /// <param name="step">The number of the step, from 0.</param>
    /// <param name="gradient">Takes the gradient on a batch and gives the objective of each example [B].</param>
    /// <param name="move">Moves whatever has a gradient.</param>
    public void Converge(Batch first, long step, Device device, Func<Batch, Tensor> gradient, Action move)
    {
        plan.StartAt(step);
        var (before, sum, size) = (double.PositiveInfinity, 0.0, 0L);
        for (var k = 1; k <= Most; k++)
        {
            using var scope = TensorScope.Enter();
            var batch = k == 1 ? first : Next().To(device);
            var objective = gradient(batch);
            Keep(others);
            move();
            sum += objective.Sum().ToDouble();
            // Long sentences cost more, so that batches of like lengths are compared by word.
            size += batch.LengthsOf(Field.Main) is { } lengths ? (long)lengths.Sum().ToDouble() : batch.Count;
            if (k % Window != 0) continue;
            if (sum / size >= before) return;
            (before, sum, size) = (sum / size, 0, 0);
        }
    }

    /// <summary>Keeps the posterior as it is in the move that follows.</summary>
    public void Hold() => Keep(own);

    private static void Keep(IReadOnlyList<Tensor> parameters)
    {
        foreach (var parameter in parameters) parameter.SetGrad(null);
    }

    // A pass over small data may end within the phase.
    private Batch Next() => plan.TryNext(out var batch) || plan.TryNext(out batch) ? batch : throw new InvalidOperationException("a pass without a batch");
}
