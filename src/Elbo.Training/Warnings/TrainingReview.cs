using System.Globalization;
using Elbo.Data;
using Elbo.Models;
using Elbo.Training.Configuration;
using Elbo.Training.Steering;

namespace Elbo.Training.Warnings;

/// <summary>Looks for what goes wrong quietly, before training and after each epoch, and says each thing once.</summary>
internal sealed class TrainingReview(Model model, RunConfig run, IDataset data, HeldOut heldOut, TrainingConfig config)
{
    // Before that, codes are still on their way.
    private const int SettledAfter = 3;

    // The first batch is a sample; a rise by less than this part may be its noise.
    private const double Rise = 0.05;

    private readonly ModelKeys keys = new(run.ModelSettings);
    private readonly List<TrainingWarning> raised = [];
    private double? start;

    /// <summary>All that was raised, and what the first step began with, for a checkpoint.</summary>
    public ReviewState State => new([.. raised], start);

    /// <summary>The warnings of one epoch, for its line in the log.</summary>
    public IReadOnlyList<TrainingWarning> Of(int epoch) => [.. raised.Where(w => w.Epoch == epoch)];

    /// <summary>Before the first step.</summary>
    /// <param name="range">Of the training examples.</param>
    public IReadOnlyList<TrainingWarning> BeforeTraining(DataRange range) => range.Misfit(model, run, data) is { } warning ? Raise([warning]) : [];

    /// <summary>Takes what epochs are compared by, of the first step.</summary>
    public void Begin(double value) => start = value;

    /// <param name="watched">Name of the term by which epochs are compared: an objective that moves with an opponent may rise while all is well.</param>
    /// <param name="value">Its mean over the epoch's training, per example.</param>
    /// <returns>What is new.</returns>
    public IReadOnlyList<TrainingWarning> AfterEpoch(int epoch, string watched, double value)
    {
        var seen = new List<TrainingWarning>();
        // While the weight of the divergence rises so does the objective, and codes are not where they will be. A batch of one length is no sample of the others.
        if (config.KlWarmUp == 0 && data is not IRaggedExamples && start is { } first && value > first + Rise * Math.Abs(first))
            seen.Add(new("objective-rises", watched == EpochReport.Objective
                    ? string.Create(CultureInfo.InvariantCulture, $"the objective of epoch {epoch} is {value:0.0} nats, above the {first:0.0} of the first step")
                    : string.Create(CultureInfo.InvariantCulture, $"{watched} of epoch {epoch} is {value:0.###}, above the {first:0.###} of the first step"),
                string.Create(CultureInfo.InvariantCulture, $"a smaller training.learningRate (now {config.LearningRate}; try {config.LearningRate / 3:G2}), or training.clipNorm"), epoch));
        if (epoch >= config.KlWarmUp + SettledAfter) heldOut.Glance(batch => seen.AddRange([.. LatentCheck.Look(model, keys, batch, epoch), .. DrawsCheck.Look(model, keys, batch, epoch)]));
        return Raise(seen);
    }

    /// <summary>Goes on from a checkpoint.</summary>
    public void Restore(ReviewState? state)
    {
        raised.Clear();
        raised.AddRange(state?.Raised ?? []);
        start = state?.Start;
    }

    private List<TrainingWarning> Raise(IReadOnlyList<TrainingWarning> seen)
    {
        var fresh = seen.Where(w => raised.TrueForAll(r => r.Id != w.Id)).ToList();
        raised.AddRange(fresh);
        return fresh;
    }
}

/// <summary>What a review knows at a checkpoint.</summary>
/// <param name="Raised">In order.</param>
/// <param name="Start">What epochs are compared by, of the first step; null before it.</param>
public sealed record ReviewState(IReadOnlyList<TrainingWarning> Raised, double? Start);
