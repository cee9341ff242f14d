using System.Globalization;
using Elbo.Data;
using Elbo.Evaluation.Visuals;
using Elbo.Models;
using Elbo.Models.Latents;
using Elbo.Runs.Machine;
using Elbo.Runs.Sessions;
using Elbo.Training;
using Elbo.Training.Runs;

namespace Elbo.Runs;

/// <summary>A run whose model a command looks at. Owns the model.</summary>
public sealed class TrainedRun : IDisposable
{
    // What draws from the prior, which may be of a stage of its own.
    private static readonly Type[] drawing = [typeof(IGenerator), typeof(IConditionalGenerator), typeof(IGivenGenerator), typeof(IUpperCodes), typeof(IVideoPredictor)];

    // What examples are encoded for.
    private static readonly Type[] encoding = [typeof(ILatentVariables), typeof(IReconstructor), typeof(IEncoder)];

    private TrainedRun(RunDirectory directory, Model model, WeightsKind weights) => (Directory, Model, Weights) = (directory, model, weights);

    /// <summary>Where the run lies.</summary>
    public RunDirectory Directory { get; }

    /// <summary>On the CPU, in evaluation mode.</summary>
    public Model Model { get; }

    /// <summary>Which of the run's weights the model has.</summary>
    public WeightsKind Weights { get; }

    /// <summary>Opens the run, sets the threads and loads the model. That training has not come to its end is said.</summary>
    /// <param name="path">Its folder.</param>
    /// <param name="threads">Of an operation, from here on in this process; null takes <see cref="EngineThreads.Usual"/>.</param>
    public static TrainedRun Open(string path, ISession session, WeightsKind weights = WeightsKind.Last, int? threads = null)
    {
        var directory = RunDirectory.Open(path);
        TrainingRun.Prepare(null, threads);
        var run = new TrainedRun(directory, directory.LoadModel(weights), weights);
        if (directory.Unfinished is { } done) session.Progress.Note($"warning: {path} is not finished: {done}; go on with `{TypedCommand.Of("resume", path)}`");
        return run;
    }

    /// <summary>The model as something that can do what is asked for.</summary>
    /// <param name="verb">What that is, e.g. <c>encode</c>.</param>
    /// <exception cref="CommandException">It cannot.</exception>
    public T Able<T>(string verb)
        where T : class
    {
        var able = Model.As<T>() ?? throw Cannot<T>(verb);
        if (drawing.Contains(typeof(T))) RequireTrained();
        return able;
    }

    /// <summary>Refuses to draw from parts that were never trained.</summary>
    /// <exception cref="CommandException">The weights are of a stage before the last.</exception>
    public void RequireTrained()
    {
        if (Directory.Untrained(Model, Weights) is not { } stage) return;
        throw new CommandException(Directory.IsComplete
            ? $"{Directory.Path}: its {Weights.ToString().ToLowerInvariant()} weights are of a stage before its {stage}, so what is drawn would mean nothing; leave --weights out"
            : $"{Directory.Path}: its {stage} was never trained, so what is drawn would mean nothing; go on with `{TypedCommand.Of("resume", Directory.Path)}`");
    }

    /// <summary>The model's encoder, where it also decodes.</summary>
    /// <exception cref="CommandException">It does not both.</exception>
    public IEncoder RequireCodes(string verb) =>
        Model.As<IEncoder>() is { } encoder && Model.As<IDecoder>() is not null ? encoder : throw Cannot<IEncoder>(verb);

    private CommandException Cannot<T>(string verb) =>
        new($"{Directory.Path}: a {Directory.Config.Model} cannot {verb}{(encoding.Contains(typeof(T)) && Model.As<IGenerativeModel>() is not null && Model.As<ILatentVariables>() is null ? ": it has no encoder" : "")}");

    /// <summary>The run's data, or other data for its model.</summary>
    /// <param name="wanted">The part that was asked for; null takes the test split, and where there is none what there is.</param>
    /// <param name="split">The part that is taken.</param>
    /// <param name="other">A data set or path; null for the run's own.</param>
    /// <param name="rowId">Column of a table that names its rows; null takes the run's.</param>
    /// <param name="indices">Chooses examples, told how many there are and of what; null takes all.</param>
    /// <param name="labelled">How many training examples say their class; null leaves that to the data.</param>
    /// <exception cref="UsageException">Examples of another shape or range, or no example in the split.</exception>
    public IDataset OpenData(Split? wanted, ISession session, out Split split, string? other = null, string option = "--data", string? rowId = null, Func<int, string, long[]>? indices = null, int? labelled = null)
    {
        if (labelled is not null && other is null && Directory.Config.Data.Labelled is { } known)
            throw new UsageException($"--labelled: the run was trained with {known} labels (data.labelled), and is measured with those");
        var data = TrainingRun.OpenDataOf(Directory, session, other, rowId);
        try
        {
            if (Directory.ReadSchema().Mismatch(DataSchema.Of(data)) is { } mismatch)
                throw new UsageException($"{option} {other ?? Directory.Config.Data.Id}: {mismatch.Found}, the model of {Directory.Path} takes {mismatch.Wanted}");
            split = SplitChoice.Of(data, wanted, session);
            if (other is null && split != Split.Test) Directory.CheckHeldOut(data);
            var trained = RunData.Find(Directory);
            // A large folder would be read twice.
            if (other is null && data is not IReadAhead && DataIdentity.Difference(Directory, data) is { } changed) session.Progress.Note($"warning: {changed}");
            CheckRange(data, split, trained, session, other, option);
            data = RelabelledDataset.Of(data, Directory.ReadSchema().ClassNames);
            CheckClasses(data, other, option);
            if (labelled is { } count) data = PartlyLabelledDataset.Of(data, count, seed: 1);
            return indices is null ? data : new SelectedDataset(data, split, indices(data.Count(split), $"the {split.ToString().ToLowerInvariant()} split of {data.Info.Id}"));
        }
        catch
        {
            data.Dispose();
            throw;
        }
    }

    // A model that is told the class knows those it was trained with.
    private void CheckClasses(IDataset data, string? other, string option)
    {
        var told = Model.As<IConditionalGenerator>()?.Condition ?? Model.As<IGivenGenerator>()?.Factor ?? Model.As<ICodeModel>()?.DecoderCondition;
        var known = Directory.ReadSchema().ClassNames;
        if (told?.Name == Factor.Label && known.Count > 0 && data.Info.ClassNames.Count > known.Count)
            throw new UsageException($"{option} {other ?? Directory.Config.Data.Id}: has a class '{data.Info.ClassNames[known.Count]}', and the model of {Directory.Path}, which is told the class, knows {string.Join(", ", known)}");
    }

    // Data of the user's choice is refused: nothing that is said of it would mean anything. A run's own data was warned of before training.
    private void CheckRange(IDataset data, Split split, RunData? trained, ISession session, string? other, string option)
    {
        var range = DataRange.Of(Model, data, split);
        if (range.Misfit(Model, Directory.Config, data) is { } misfit)
        {
            if (other is not null && !(trained is { } known && range.IsWithin(known)))
                throw new UsageException($"{option} {other}: {misfit.Message}; {misfit.Advice}{(trained is null ? "" : string.Create(CultureInfo.InvariantCulture, $"; the run was trained on {trained.Low:0.###} to {trained.High:0.###}"))}");
            session.Progress.Note($"warning: {misfit.Message}; {misfit.Advice}");
        }
        else if (trained is not null && range.OtherScale(trained) is { } scale)
        {
            session.Progress.Note($"warning: {scale}");
        }
    }

    /// <summary>How the run's data is told in words, where they are texts; null for other data.</summary>
    public TextForm? Texts => TextForm.Of(Directory.ReadSchema());

    /// <summary>How the run's data is drawn.</summary>
    /// <exception cref="CommandException">Its data are no images.</exception>
    public ImageShape ImageShape => ImageShape.Of(Directory.ReadSchema().Shape) ?? throw new CommandException($"{Directory.Path}: its data are no images");

    /// <summary>How the run's data is drawn or heard.</summary>
    /// <exception cref="CommandException">Its data are neither.</exception>
    public IExampleForm Form => ExampleForms.Of(Directory.ReadSchema().Shape, Directory.ReadSchema().SampleRate) ?? throw new CommandException($"{Directory.Path}: its data are neither images nor audio");

    /// <inheritdoc/>
    public void Dispose() => Model.Dispose();
}
