using System.Globalization;
using Elbo.Cli.Data;
using Elbo.Cli.Machine;
using Elbo.Cli.Reports;
using Elbo.Cli.Shell;
using Elbo.Data;
using Elbo.Torch;
using Elbo.Training;
using Elbo.Training.Runs;

namespace Elbo.Cli.Runs;

/// <summary>What <c>train</c>, <c>resume</c> and <c>demo</c> have in common: open the data, train to the end or the interruption.</summary>
internal static class TrainingRun
{
    /// <summary>Opens a run's data; downloads show as progress.</summary>
    /// <param name="encoding">That of a trained model, for tables; null fits one to the training rows.</param>
    public static IDataset OpenData(Training.Configuration.DataConfig config, Session session, TableEncoding? encoding = null)
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
        OpenData(id is null ? run.Config.Data : run.Config.Data with { Id = id, Validation = 0, Test = 0 }, session, run.ReadEncoding());

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

    /// <summary>Trains; returns the epochs of this process, and whether the run is complete.</summary>
    public static (IReadOnlyList<EpochReport> Epochs, bool Complete) Train(RunDirectory run, IDataset data, Device device, Session session)
    {
        using var shown = new TrainingProgress(session.Progress);
        using var trainer = new Trainer(run, data, device);
        var complete = trainer.Run(shown, session.Cancel);
        if (complete) shown.Done();
        else session.Note($"stopped after step {trainer.Step} of {trainer.Steps}; go on with `elbo resume {run.Path}`");
        return (shown.Epochs, complete);
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
        var (epochs, complete) = Train(run, data, device, session);
        if (!complete) return ExitCode.Interrupted;
        using var model = run.LoadModel();
        RunReport.Write(run, model, data, null);
        var last = epochs.Count > 0 ? epochs[^1] : null;
        session.Result(
            () => new()
            {
                ["run"] = run.Path,
                ["epochs"] = run.Config.Training.Epochs,
                ["objective"] = last is null ? null : Json.Number(last.Train["objective"], 3),
                ["held_out"] = last is null || last.HeldOut.Count == 0 ? null : Json.Number(last.HeldOut["objective"], 3),
                ["seconds"] = last is null ? null : Json.Number(last.Seconds, 1),
                ["report"] = run.ReportPath,
            },
            text =>
            {
                text.WriteLine($"run     {run.Path}");
                if (last is not null) text.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"train   {last.Train["objective"]:0.00} nats per example{(last.HeldOut.Count == 0 ? "" : $", held out {last.HeldOut["objective"]:0.00}")}, {last.Seconds:0} s"));
                text.WriteLine($"report  {run.ReportPath}");
                text.WriteLine($"next    elbo evaluate {run.Path}");
            });
        return ExitCode.Fine;
    }
}
