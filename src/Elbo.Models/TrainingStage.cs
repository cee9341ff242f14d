using Elbo.Data;

namespace Elbo.Models;

/// <summary>A model that learns in stages, one after the other: each moves some of its parts, and begins with what the one before has learned.</summary>
public interface IStaged
{
    /// <summary>In the order of training; at least one. Their names are among those the model's definition lists.</summary>
    IReadOnlyList<TrainingStage> Stages { get; }
}

/// <summary>One stage of a training: what a step does, and what happens around steps.</summary>
/// <param name="Name">Lower case, e.g. <c>autoencoder</c>: the name of its folder in a run, and of its settings.</param>
/// <param name="Updates">What a step does, in order; at least one.</param>
public sealed record TrainingStage(string Name, IReadOnlyList<Update> Updates)
{
    /// <summary>Name of the only stage of a model that has no others.</summary>
    public const string Whole = "training";

    /// <summary>A stage of one update.</summary>
    /// <param name="name">As above.</param>
    /// <param name="parts">Children of the model that learn; all others stay as they are, in evaluation mode. Empty means the whole model.</param>
    /// <param name="loss">What it minimises.</param>
    public TrainingStage(string name, IReadOnlyList<string> parts, Func<Batch, StepContext, LossTerms> loss)
        : this(name, [new(name, parts, loss)])
    {
    }

    /// <summary>Children of the model that any update moves; empty means the whole model.</summary>
    public IReadOnlyList<string> Parts => Updates.Any(u => u.Parts.Count == 0) ? [] : [.. Updates.SelectMany(u => u.Parts).Distinct()];

    /// <summary>What the first update minimises: what is called the objective, and watched.</summary>
    public Func<Batch, StepContext, LossTerms> Loss => Updates[0].Loss;

    /// <summary>Called before the first step of every epoch, in evaluation mode and without gradients, e.g. to write a table of codes that buffers hold; null for nothing.</summary>
    public Action<EpochStart>? BeforeEpoch { get; init; }

    /// <summary>Makes the order in which the training examples are gone through, from the data, the batch size and the seeds; null takes single examples, shuffled.</summary>
    public Func<IDataset, int, Torch.SeedStreams, IBatchPlan>? Plan { get; init; }

    /// <summary>The stages of any model: its own, or one of all its updates, or one of the whole model under <see cref="Model.Loss"/>.</summary>
    public static IReadOnlyList<TrainingStage> Of(Model model) =>
        model.As<IStaged>() is { } staged ? staged.Stages
        : model.As<IUpdates>() is { } several ? [new(Whole, several.Updates)]
        : [new(Whole, [], model.Loss)];

    /// <summary>Puts what learns into training mode and all else into evaluation.</summary>
    public void Prepare(Model model)
    {
        var parts = Parts;
        model.Train(parts.Count == 0);
        foreach (var (name, part) in model.NamedChildren())
            if (parts.Contains(name)) part.Train();
    }

    /// <summary>Whether a parameter or buffer of the model is of this stage.</summary>
    /// <param name="name">Its full name, e.g. <c>encoder.conv_1.weight</c>.</param>
    public bool Learns(string name) => Updates.Any(u => u.Moves(name));
}

/// <summary>What is known at the start of an epoch.</summary>
/// <param name="Epoch">From 1.</param>
/// <param name="Pass">Goes once through the training examples in their own order.</param>
/// <param name="Noise">The stream of the training: what is drawn here is drawn again after a resume.</param>
public sealed record EpochStart(int Epoch, Func<IBatchReader> Pass, Torch.NoiseStream Noise);
