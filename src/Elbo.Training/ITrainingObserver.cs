using Elbo.Models;
using Elbo.Training.Warnings;

namespace Elbo.Training;

/// <summary>Told how a training goes; implementations show it, log it or ignore it.</summary>
public interface ITrainingObserver
{
    /// <summary>Before the first step of a stage in this process.</summary>
    void Started(TrainingStart start);

    /// <summary>After each step. Called often: be quick.</summary>
    void Stepped(in StepReport step);

    /// <summary>After each epoch.</summary>
    void EpochEnded(EpochReport epoch);

    /// <summary>When something looks wrong; training goes on.</summary>
    void Warned(TrainingWarning warning);
}

/// <param name="Stage">Name of the stage.</param>
/// <param name="Steps">Of the whole stage.</param>
/// <param name="FirstStep">Steps done before, when resumed.</param>
/// <param name="Parameters">That learn.</param>
public readonly record struct TrainingStart(string Stage, long Steps, long FirstStep, int Epochs, long Parameters);

/// <param name="Step">Steps done.</param>
/// <param name="Epoch">From 1.</param>
/// <param name="Objective">Mean over the epoch so far, per example.</param>
/// <param name="IsInNats">Whether that is in nats.</param>
public readonly record struct StepReport(long Step, int Epoch, double Objective, bool IsInNats = true);

/// <summary>Means of an epoch per example, by term, in nats unless <see cref="Units"/> says otherwise; <c>objective</c> is what was minimised.</summary>
/// <param name="Epoch">From 1.</param>
/// <param name="HeldOut">The same on the validation split; empty where there is none.</param>
/// <param name="Seconds">Trained so far.</param>
public sealed record EpochReport(int Epoch, long Step, IReadOnlyDictionary<string, double> Train, IReadOnlyDictionary<string, double> HeldOut, double LearningRate, double Seconds)
{
    /// <summary>Name of what was minimised among the means.</summary>
    public const string Objective = "objective";

    /// <summary>Name of the term the best epoch is chosen by: the objective, unless that depends on which examples share a batch.</summary>
    public string WatchedTerm { get; init; } = Objective;

    /// <summary>Its mean on the validation split; null where nothing is held out, so that nothing is chosen.</summary>
    public double? Watched => HeldOut.TryGetValue(WatchedTerm, out var watched) ? watched : null;

    /// <summary>The same means on the test split, to be looked at: nothing is ever chosen by them. Empty where there is none.</summary>
    public IReadOnlyDictionary<string, double> Test { get; init; } = new Dictionary<string, double>();

    /// <summary>Mean norm of the whole gradient before clipping, over the steps at which it was taken; null when at none.</summary>
    public double? GradientNorm { get; init; }

    /// <summary>The largest of those norms.</summary>
    public double? LargestGradientNorm { get; init; }

    /// <summary>Weight of the divergence at the epoch's last step; null where nothing sets it.</summary>
    public double? KlWeight { get; init; }

    /// <summary>Units of the terms that are not in nats.</summary>
    public IReadOnlyDictionary<string, Unit> Units { get; init; } = new Dictionary<string, Unit>();

    /// <summary>Whether a term is in nats.</summary>
    public bool IsInNats(string term) => !Units.ContainsKey(term);

    /// <summary>What was raised before or in this epoch.</summary>
    public IReadOnlyList<TrainingWarning> Warnings { get; init; } = [];
}
