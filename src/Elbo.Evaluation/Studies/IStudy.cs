using Elbo.Data;
using Elbo.Models;

namespace Elbo.Evaluation.Studies;

/// <summary>An experiment that shows what a figure is worth: <c>elbo study NAME</c> runs it and keeps what it found.</summary>
public interface IStudy
{
    /// <summary>Its name, kebab-case.</summary>
    string Id { get; }

    /// <summary>What it shows, one sentence.</summary>
    string Summary { get; }

    /// <summary>Paper and place it comes from.</summary>
    string Source { get; }

    /// <summary>The data set it is made on unless another is named; null where it makes its own.</summary>
    string? DefaultData { get; }

    /// <summary>Whether <see cref="StudyContext.Samples"/> matters to it, and how many it takes unless told; null where it does not.</summary>
    int? DefaultSamples { get; }

    /// <summary>How many examples it takes of each trained model unless told (<see cref="StudyContext.Models"/>); null for a study that looks at no models.</summary>
    int? DefaultExamples => null;

    /// <summary>Whether it estimates log p(x) of models by annealing, so that chains and distributions matter to it.</summary>
    bool IsAnnealed => false;

    /// <summary>Why a model and its data do not fit, half a sentence; null where they do.</summary>
    string? Unfit(Model model, IDataset data) => null;

    /// <summary>Why some data does not fit, half a sentence; null where it does.</summary>
    string? Unfit(IDataset data) => null;

    /// <summary>Does the experiment. The same context gives the same figures.</summary>
    StudyResult Run(StudyContext context);
}
