using Elbo.Data;
using Elbo.Evaluation.Visuals;
using Elbo.Models;
using Elbo.Runs.Machine;
using Elbo.Runs.Sessions;
using Elbo.Training.Runs;

namespace Elbo.Runs;

/// <summary>A run whose model a command looks at. Owns the model.</summary>
public sealed class TrainedRun : IDisposable
{
    private TrainedRun(RunDirectory directory, Model model, WeightsKind weights) => (Directory, Model, Weights) = (directory, model, weights);

    public RunDirectory Directory { get; }

    /// <summary>On the CPU, in evaluation mode.</summary>
    public Model Model { get; }

    /// <summary>Which of the run's weights the model has.</summary>
    public WeightsKind Weights { get; }

    /// <summary>Opens the run, sets the threads and loads the model.</summary>
    /// <param name="path">Its folder.</param>
    /// <param name="threads">Of an operation, from here on in this process; null takes <see cref="EngineThreads.Usual"/>.</param>
    public static TrainedRun Open(string path, WeightsKind weights = WeightsKind.Last, int? threads = null)
    {
        var directory = RunDirectory.Open(path);
        TrainingRun.Prepare(null, threads);
        return new(directory, directory.LoadModel(weights), weights);
    }

    /// <summary>The model as something that can do what is asked for.</summary>
    /// <param name="verb">What that is, e.g. <c>encode</c>.</param>
    /// <exception cref="CommandException">It cannot.</exception>
    public T Able<T>(string verb)
        where T : class => Model.As<T>() ?? throw new CommandException($"{Directory.Path}: a {Directory.Config.Model} cannot {verb}");

    /// <summary>The model's encoder, where it also decodes.</summary>
    /// <exception cref="CommandException">It does not both.</exception>
    public IEncoder RequireCodes(string verb) =>
        Model.As<IEncoder>() is { } encoder && Model.As<IDecoder>() is not null ? encoder : throw new CommandException($"{Directory.Path}: a {Directory.Config.Model} cannot {verb}");

    /// <summary>The run's data, or other data for its model.</summary>
    /// <param name="other">A data set or path; null for the run's own.</param>
    /// <exception cref="UsageException">Examples of another shape, or no example in the split.</exception>
    public IDataset OpenData(Split split, ISession session, string? other = null, string option = "--data")
    {
        var data = TrainingRun.OpenDataOf(Directory, session, other);
        try
        {
            if (Directory.ReadSchema().Mismatch(DataSchema.Of(data)) is { } mismatch)
                throw new UsageException($"{option} {other ?? Directory.Config.Data.Id}: {mismatch.Found}, the model of {Directory.Path} takes {mismatch.Wanted}");
            if (other is null && split != Split.Test) Directory.CheckHeldOut(data);
            if (data.Count(split) == 0) throw new UsageException($"--split {split.ToString().ToLowerInvariant()}: {data.Info.Id} has no such split");
            return data;
        }
        catch
        {
            data.Dispose();
            throw;
        }
    }

    /// <summary>Words by number, where the run's data are counts of words; null for other data.</summary>
    public IReadOnlyList<string>? Words => Directory.ReadSchema() is { Kind: DataKind.WordCounts, Vocabulary: { } words } ? words : null;

    /// <summary>How the run's data is drawn.</summary>
    /// <exception cref="CommandException">Its data are no images.</exception>
    public ImageShape ImageShape => ImageShape.Of(Directory.ReadSchema().Shape) ?? throw new CommandException($"{Directory.Path}: its data are no images");

    /// <summary>How the run's data is drawn or heard.</summary>
    /// <exception cref="CommandException">Its data are neither.</exception>
    public IExampleForm Form => ExampleForms.Of(Directory.ReadSchema().Shape, Directory.ReadSchema().SampleRate) ?? throw new CommandException($"{Directory.Path}: its data are neither images nor audio");

    public void Dispose() => Model.Dispose();
}
