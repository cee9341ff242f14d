using Elbo.Data;

namespace Elbo.Models;

/// <summary>A model that learns in stages, one after the other: each moves some of its parts, and begins with what the one before has learned.</summary>
public interface IStaged
{
    /// <summary>In the order of training; at least one. Their names are among those the model's definition lists.</summary>
    IReadOnlyList<TrainingStage> Stages { get; }
}

/// <summary>One stage of a training.</summary>
/// <param name="Name">Lower case, e.g. <c>autoencoder</c>: the name of its folder in a run, and of its settings.</param>
/// <param name="Parts">Children of the model that learn; all others stay as they are, in evaluation mode. Empty means the whole model.</param>
/// <param name="Loss">What it minimises.</param>
public sealed record TrainingStage(string Name, IReadOnlyList<string> Parts, Func<Batch, StepContext, LossTerms> Loss)
{
    /// <summary>Name of the only stage of a model that has no others.</summary>
    public const string Whole = "training";

    /// <summary>The stages of any model: its own, or the whole of it under <see cref="Model.Loss"/>.</summary>
    public static IReadOnlyList<TrainingStage> Of(Model model) => model is IStaged staged ? staged.Stages : [new(Whole, [], model.Loss)];

    /// <summary>Puts what learns into training mode and all else into evaluation.</summary>
    public void Prepare(Model model)
    {
        model.Train(Parts.Count == 0);
        foreach (var (name, part) in model.NamedChildren())
            if (Parts.Contains(name)) part.Train();
    }

    /// <summary>Whether a parameter or buffer of the model is of this stage.</summary>
    /// <param name="name">Its full name, e.g. <c>encoder.conv_1.weight</c>.</param>
    public bool Learns(string name) => Parts.Count == 0 || Parts.Any(part => name.StartsWith(part + ".", StringComparison.Ordinal));
}
