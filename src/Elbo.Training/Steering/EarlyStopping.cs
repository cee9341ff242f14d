using Elbo.Training.Configuration;

namespace Elbo.Training.Steering;

/// <summary>Knows the best epoch so far and when to stop waiting for a better one.</summary>
internal sealed class EarlyStopping(TrainingConfig config)
{
    /// <summary>Null before the first epoch has ended, and where nothing is held out.</summary>
    public BestEpoch? Best { get; private set; }

    /// <summary>Whether the objective failed to improve for as long as a run is to wait.</summary>
    public bool IsOver => Best?.Since >= config.Patience;

    /// <summary>Takes the objective of an epoch.</summary>
    /// <param name="watched">Nats per example, lower is better; null where nothing is held out.</param>
    /// <returns>Whether it is the best so far.</returns>
    public bool Improves(int epoch, double? watched)
    {
        if (watched is not { } objective) return false;
        var better = Best is null || objective < Best.Objective - config.MinDelta;
        Best = better ? new(epoch, objective, 0) : Best! with { Since = epoch - Best!.Epoch };
        return better;
    }

    /// <summary>Goes on from a checkpoint.</summary>
    public void Restore(BestEpoch? best) => Best = best;
}

/// <summary>The epoch with the lowest watched objective.</summary>
/// <param name="Epoch">From 1.</param>
/// <param name="Objective">Nats per example.</param>
/// <param name="Since">Epochs that have ended since.</param>
public sealed record BestEpoch(int Epoch, double Objective, int Since);
