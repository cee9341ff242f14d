using System.Text.Json.Serialization;
using Elbo.Torch.Optim;
using Elbo.Training.Steering;
using Elbo.Training.Warnings;

namespace Elbo.Training.Runs;

/// <summary>Where a run stands: with the tensors of the checkpoint, all that the next step depends on.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Plan">State of the batch plan.</param>
/// <param name="Noise">Position of the noise stream.</param>
/// <param name="Optimizer">The update rule's counters.</param>
/// <param name="MetricsBytes">Length of the metrics log.</param>
/// <param name="Running">Sums of the unfinished epoch.</param>
/// <param name="Seconds">Time trained so far.</param>
/// <param name="EventBytes">Length of the TensorBoard log.</param>
/// <param name="Best">The best epoch so far; null before the first has ended.</param>
/// <param name="AverageUpdates">Updates of the averaged weights.</param>
/// <param name="Review">Warnings raised so far.</param>
public sealed record TrainingState(
    long Step, byte[] Plan, ulong Noise, OptimizerProgress Optimizer, long MetricsBytes, RunningTerms Running, double Seconds,
    long EventBytes = 0, BestEpoch? Best = null, long AverageUpdates = 0, ReviewState? Review = null)
{
    /// <summary>Counters of the update rules beside the first, by the names of their updates.</summary>
    public Dictionary<string, OptimizerProgress> Beside { get; init; } = [];
}

[JsonSourceGenerationOptions(WriteIndented = true, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(TrainingState))]
internal sealed partial class StateJson : JsonSerializerContext;
