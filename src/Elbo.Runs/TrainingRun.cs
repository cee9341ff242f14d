using System.Globalization;
using System.Text.Json.Nodes;
using Elbo.Data;
using Elbo.Models;
using Elbo.Models.Configuration;
using Elbo.Runs.Machine;
using Elbo.Runs.Recipes;
using Elbo.Runs.Sessions;
using Elbo.Torch;
using Elbo.Training;
using Elbo.Training.Configuration;
using Elbo.Training.Runs;
using Elbo.Training.Steering;

namespace Elbo.Runs;

/// <summary>What <c>train</c>, <c>resume</c> and <c>demo</c> have in common: open the data, train to the end or the interruption.</summary>
public static class TrainingRun
{
    /// <summary>Opens a run's data; downloads show as progress.</summary>
    /// <param name="trained">What a trained model knows of its data, whose encoding of tables and vocabulary are applied; null takes both from the training examples.</param>
    public static IDataset OpenData(DataConfig config, ISession session, DataSchema? trained = null)
    {
        var data = Load(config, session, trained);
        Introduce(config, data, session);
        return data;
    }

    /// <summary>Resolves what was asked for and opens the data; what was left open and depends on the data is as it suits them, which the notes say.</summary>
    /// <exception cref="ConfigException">What is wrong, all of it.</exception>
    public static (RunConfig Config, IDataset Data, IReadOnlyList<string> Notes) Open(RunSettings asked, ISession session)
    {
        var config = asked.Resolve();
        var data = Load(config.Data, session);
        var suited = DataDefault.For(config, data, asked.Gives);
        foreach (var (path, value) in suited.SelectMany(d => d.Settings)) asked.With(path, value);
        var final = asked.Resolve();
        if (!JsonNode.DeepEquals(final.ToJson()["data"], config.ToJson()["data"]))
        {
            data.Dispose();
            data = Load(final.Data, session);
        }

        Introduce(final.Data, data, session);
        return (final, data, [.. suited.Select(choice => $"{data.Info.Id}: {choice.Reason}: {string.Join(", ", choice.Settings.Select(s => $"{s.Path}={s.Value}"))} unless set")]);
    }

    /// <summary>Says what was passed over or changed as someone's own files were read.</summary>
    public static void TellOf(IDataset data, ISession session)
    {
        foreach (var warning in data.Info.Warnings) session.Progress.Note($"warning: {warning}");
    }

    private static IDataset Load(DataConfig config, ISession session, DataSchema? trained = null)
    {
        using var downloads = new DownloadProgress(session.Progress);
        var options = config.ToOptions();
        var vocabulary = trained?.Kind == DataKind.WordSequences ? trained.Vocabulary : null;
        return Datasets.Open(config.Id, options with { Progress = downloads.Report, Table = options.Table with { Encoding = trained?.Encoding }, Text = options.Text with { Words = vocabulary } }, session.Cancel);
    }

    private static void Introduce(DataConfig config, IDataset data, ISession session)
    {
        // What was made of someone's own data is theirs to check.
        if (data.Info.Note.Length > 0 && DatasetCatalog.All.All(d => d.Id != config.Id)) session.Progress.Note($"{config.Id}: {data.Info.Note}");
        TellOf(data, session);
    }

    /// <summary>Opens the data of a run, or other data for its model: tables are encoded and words told apart as in its training.</summary>
    /// <param name="id">A data set or path; null for the run's own.</param>
    /// <param name="rowId">Column of a table that names its rows; null takes the run's.</param>
    public static IDataset OpenDataOf(RunDirectory run, ISession session, string? id = null, string? rowId = null)
    {
        var config = id is null ? run.Config.Data : run.Config.Data with { Id = id, Validation = 0, Test = 0, Labelled = null, LabelledSeed = 1 };
        return OpenData(rowId is null ? config : config with { RowId = rowId }, session, run.FindSchema());
    }

    /// <summary>Builds the model once, so that settings that do not fit the data are refused before a folder is made.</summary>
    /// <exception cref="ConfigException">They do not fit; names the key.</exception>
    public static void CheckFit(RunConfig config, IDataset data)
    {
        if (data.Count(Split.Train) == 1 && File.Exists(config.Data.Id) && DataForms.Of(config.Data.Id, data) is DataForm.ImageFolder or DataForm.Audio)
            throw new ConfigException($"data.id: {config.Data.Id} is one file; name the folder that those to learn from are in");
        config.CheckEffects();
        DataKeys.Check(config.Data, data);
        config.CheckSelection(data);
        using var generator = new Generator(config.Seed);
        using var model = ModelCatalog.Find(config.Model).Build(config.ModelSettings, new(DataSchema.Of(data), generator));
        LikelihoodFit.Check(config, model, data);
    }

    /// <summary>Sets the threads and checks device and libtorch before anything is written.</summary>
    /// <exception cref="UsageException">The device is not one, or not here.</exception>
    public static Device Prepare(string? device, int? threads)
    {
        Device chosen;
        try
        {
            chosen = Device.Parse(device ?? "cpu");
        }
        catch (FormatException failure)
        {
            throw new UsageException($"--device: {failure.Message}");
        }
        TorchRuntime.Verify();
        EngineThreads.Use(threads);
        if (!chosen.IsCpu && !TorchRuntime.HasCuda) throw new UsageException($"--device {chosen}: this libtorch ({TorchRuntime.Version}) has no CUDA device");
        return chosen;
    }

    /// <summary>The unfinished run in a folder; null where there is none.</summary>
    /// <exception cref="CommandException">The run there is finished, or has another configuration.</exception>
    public static RunDirectory? FindUnfinished(string path, RunConfig wanted)
    {
        if (!RunDirectory.Exists(path)) return null;
        var run = RunDirectory.Open(path);
        if (ConfigDifference.First(run.Config.ToJson(), wanted.ToJson()) is { } difference)
            throw new CommandException($"{path}: another run is there: {difference}; name another folder with --out, or go on with it by `{TypedCommand.Of("resume", path)}`");
        // The report comes last: without it the command was cut short after the training.
        return run.IsComplete && File.Exists(run.ReportPath) ? throw new CommandException($"{path}: the run there is finished; evaluate it with `{TypedCommand.Of("evaluate", path)}`, or name another folder with --out") : run;
    }

    /// <summary>Trains every stage that is left; returns the epochs of this process by stage, the best epoch of the last one, and whether the run is complete.</summary>
    public static (IReadOnlyDictionary<string, List<EpochReport>> Stages, BestEpoch? Best, bool Complete) Train(RunDirectory run, IDataset data, Device device, ISession session)
    {
        NoteHeldOut(data, session);
        NoteLabelled(run.Config.Data, data, session);
        using var shown = new TrainingProgress(session.Progress);
        while (true)
        {
            using var trainer = new Trainer(run, data, device);
            var stage = trainer.Stage == TrainingStage.Whole ? "" : $" of the {trainer.Stage}";
            if (!trainer.Run(shown, session.Cancel))
            {
                session.Progress.Note($"stopped after step {trainer.Step} of {trainer.Steps}{stage}; go on with `{TypedCommand.Of("resume", run.Path)}`");
                return (shown.Stages, trainer.Best, false);
            }
            shown.Done();
            if (trainer.Step < trainer.Steps && trainer.Best is { } best)
                session.Progress.Note($"stopped early, after {best.Epoch + best.Since} of {trainer.Epochs} epochs{stage}: none of the last {best.Since} was better than epoch {best.Epoch}");
            if (run.IsComplete) return (shown.Stages, trainer.Best, true);
        }
    }

    private static void NoteHeldOut(IDataset data, ISession session)
    {
        var (train, held) = (data.Count(Split.Train), data.Count(Split.Validation));
        if (data.Info.Splits.ContainsKey(Split.Validation)) return;
        if (held == 0)
        {
            session.Progress.Note(string.Create(CultureInfo.InvariantCulture,
                $"note: {data.Info.Id}: nothing was held out, all {train:N0} training examples are trained on: no epoch is chosen as the best, and overfitting cannot be seen"));
            return;
        }

        var spread = data.Info.Classes > 1 ? $", spread over its {data.Info.Classes} classes" : "";
        session.Progress.Note(string.Create(CultureInfo.InvariantCulture,
            $"{data.Info.Id}: {held:N0} of {train + held:N0} training examples are held out for validation{spread}: the best epoch is chosen on them, never on test data; data.validation=0 trains on all"));
    }

    private static void NoteLabelled(DataConfig config, IDataset data, ISession session)
    {
        if (config.Labelled is not { } count) return;
        var (train, factor) = (data.Count(Split.Train), data.Info.Factors[0]);
        var each = count % factor.Levels == 0 ? $"{count / factor.Levels}" : $"{count / factor.Levels} or {(count / factor.Levels) + 1}";
        session.Progress.Note(string.Create(CultureInfo.InvariantCulture,
            $"{data.Info.Id}: {count:N0} of {train:N0} training examples say their {factor.Name}, {each} of each of the {factor.Levels}; that of the others and of validation examples is hidden from the model (data.labelled)"));
    }

    /// <summary>The first of <c>runs/NAME-1</c>, <c>runs/NAME-2</c> … that is not there.</summary>
    public static string FreshFolder(string name)
    {
        for (var k = 1; ; k++)
        {
            var folder = Path.Combine("runs", string.Create(CultureInfo.InvariantCulture, $"{name}-{k}"));
            if (!Directory.Exists(folder)) return folder;
        }
    }
}
