using System.Globalization;
using System.Text.Json.Nodes;
using Elbo.Cli.Data;
using Elbo.Cli.Machine;
using Elbo.Cli.Reports;
using Elbo.Cli.Shell;
using Elbo.Data;
using Elbo.Models;
using Elbo.Models.Configuration;
using Elbo.Torch;
using Elbo.Training;
using Elbo.Training.Configuration;
using Elbo.Training.Runs;
using Elbo.Training.Steering;

namespace Elbo.Cli.Runs;

/// <summary>What <c>train</c>, <c>resume</c> and <c>demo</c> have in common: open the data, train to the end or the interruption.</summary>
internal static class TrainingRun
{
    /// <summary>Opens a run's data; downloads show as progress.</summary>
    /// <param name="encoding">That of a trained model, for tables; null fits one to the training rows.</param>
    public static IDataset OpenData(DataConfig config, Session session, TableEncoding? encoding = null)
    {
        using var downloads = new DownloadProgress(session.Progress);
        var options = config.ToOptions();
        var data = Datasets.Open(config.Id, options with { Progress = downloads.Report, Table = options.Table with { Encoding = encoding } }, session.Cancel);
        // What was made of someone's own columns is theirs to check.
        if (data.Info.Encoding is not null) session.Note($"{config.Id}: {data.Info.Note}");
        return data;
    }

    /// <summary>Opens the data of a run, or other data for its model: tables are encoded as its training rows were.</summary>
    /// <param name="id">A data set or path; null for the run's own.</param>
    public static IDataset OpenDataOf(RunDirectory run, Session session, string? id = null) =>
        OpenData(id is null ? run.Config.Data : run.Config.Data with { Id = id, Validation = 0, Test = 0 }, session, run.FindSchema()?.Encoding);

    /// <summary>Builds the model once, so that settings that do not fit the data are refused before a folder is made.</summary>
    /// <exception cref="ConfigException">They do not fit; names the key.</exception>
    public static void CheckFit(RunConfig config, IDataset data)
    {
        config.CheckSelection(data);
        using var generator = new Generator(config.Seed);
        ModelCatalog.Find(config.Model).Build(config.ModelSettings, new(DataSchema.Of(data), generator)).Dispose();
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
            throw new CommandException($"{path}: another run is there: {difference}; name another folder with --out, or go on with it by `elbo resume {path}`");
        // The report comes last: without it the command was cut short after the training.
        return run.IsComplete && File.Exists(run.ReportPath) ? throw new CommandException($"{path}: the run there is finished; evaluate it with `elbo evaluate {path}`, or name another folder with --out") : run;
    }

    /// <summary>Trains every stage that is left; returns the epochs of this process by stage, the best epoch of the last one, and whether the run is complete.</summary>
    public static (IReadOnlyDictionary<string, List<EpochReport>> Stages, BestEpoch? Best, bool Complete) Train(RunDirectory run, IDataset data, Device device, Session session)
    {
        NoteHeldOut(data, session);
        using var shown = new TrainingProgress(session.Progress);
        while (true)
        {
            using var trainer = new Trainer(run, data, device);
            var stage = trainer.Stage == TrainingStage.Whole ? "" : $" of the {trainer.Stage}";
            if (!trainer.Run(shown, session.Cancel))
            {
                session.Note($"stopped after step {trainer.Step} of {trainer.Steps}{stage}; go on with `elbo resume {run.Path}`");
                return (shown.Stages, trainer.Best, false);
            }
            shown.Done();
            if (trainer.Step < trainer.Steps && trainer.Best is { } best)
                session.Note($"stopped early, after {best.Epoch + best.Since} of {trainer.Epochs} epochs{stage}: none of the last {best.Since} was better than epoch {best.Epoch}");
            if (run.IsComplete) return (shown.Stages, trainer.Best, true);
        }
    }

    private static void NoteHeldOut(IDataset data, Session session)
    {
        var (train, held) = (data.Count(Split.Train), data.Count(Split.Validation));
        if (held == 0 || data.Info.Splits.ContainsKey(Split.Validation)) return;
        var spread = data.Info.Classes > 1 ? $", spread over its {data.Info.Classes} classes" : "";
        session.Note(string.Create(CultureInfo.InvariantCulture,
            $"{data.Info.Id}: {held:N0} of {train + held:N0} training examples are held out for validation{spread}: the best epoch is chosen on them, never on test data; data.validation=0 trains on all"));
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

    /// <summary>Trains and writes the report: the whole of <c>train</c> and <c>resume</c>.</summary>
    public static ExitCode TrainAndReport(RunDirectory run, IDataset data, Device device, Session session)
    {
        var (stages, best, complete) = Train(run, data, device, session);
        if (!complete) return ExitCode.Interrupted;
        using var model = run.LoadModel();
        RunReport.Write(run, model, data, null);
        session.Result(
            () =>
            {
                var json = new JsonObject { ["run"] = run.Path };
                if (stages.Count == 1 && stages.TryGetValue(TrainingStage.Whole, out var epochs)) Put(json, epochs);
                else foreach (var (name, list) in stages) Put((JsonObject)(json[name] = new JsonObject()), list);
                json["best_epoch"] = best?.Epoch;
                json["best_objective"] = best is null ? null : Json.Number(best.Objective, 3);
                json["report"] = run.ReportPath;
                return json;
            },
            text =>
            {
                text.WriteLine($"run     {run.Path}");
                foreach (var (name, list) in stages)
                {
                    if (list.Count == 0) continue;
                    var last = list[^1];
                    text.WriteLine(string.Create(CultureInfo.InvariantCulture,
                        $"{(name == TrainingStage.Whole ? "train" : name),-7} {last.Train["objective"]:0.00} nats per example{(last.HeldOut.Count == 0 ? "" : $", validation {last.HeldOut["objective"]:0.00}")}{(last.Test.Count == 0 ? "" : $", test {last.Test["objective"]:0.00}")}, {last.Seconds:0} s"));
                }
                if (best is { Since: > 0 }) text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"best    {best.Objective:0.00} nats in epoch {best.Epoch}; elbo evaluate {run.Path} --weights best"));
                text.WriteLine($"report  {run.ReportPath}");
                text.WriteLine($"next    elbo evaluate {run.Path}");
            });
        return ExitCode.Fine;

        static void Put(JsonObject json, List<EpochReport> epochs)
        {
            var last = epochs.Count > 0 ? epochs[^1] : null;
            json["epochs"] = last?.Epoch;
            json["objective"] = last is null ? null : Json.Number(last.Train["objective"], 3);
            json["held_out"] = last is null || last.HeldOut.Count == 0 ? null : Json.Number(last.HeldOut["objective"], 3);
            json["test"] = last is null || last.Test.Count == 0 ? null : Json.Number(last.Test["objective"], 3);
            json["warnings"] = Json.Array(epochs.SelectMany(e => e.Warnings).Select(w => w.Id));
            json["seconds"] = last is null ? null : Json.Number(last.Seconds, 1);
        }
    }
}
