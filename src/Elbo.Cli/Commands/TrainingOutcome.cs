using System.Globalization;
using System.Text.Json.Nodes;
using Elbo.Cli.Shell;
using Elbo.Data;
using Elbo.Models;
using Elbo.Runs;
using Elbo.Runs.Reports;
using Elbo.Runs.Sessions;
using Elbo.Torch;
using Elbo.Training;
using Elbo.Training.Runs;

namespace Elbo.Cli.Commands;

/// <summary>What <c>train</c> and <c>resume</c> say in the end.</summary>
internal static class TrainingOutcome
{
    /// <summary>Trains and writes the report: the whole of <c>train</c> and <c>resume</c>.</summary>
    public static ExitCode TrainAndReport(RunDirectory run, IDataset data, Device device, Session session)
    {
        var (stages, best, complete) = TrainingRun.Train(run, data, device, session);
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
                        $"{(name == TrainingStage.Whole ? "train" : name),-7} {Number(last, EpochReport.Objective, last.Train)}{(last.IsInNats(EpochReport.Objective) ? " nats per example" : "")}{(last.HeldOut.Count == 0 ? "" : $", validation {Number(last, last.WatchedTerm, last.HeldOut)}{(last.WatchedTerm == EpochReport.Objective ? "" : $" {last.WatchedTerm}")}")}{(last.Test.Count == 0 ? "" : $", test {Number(last, last.WatchedTerm, last.Test)}")}, {last.Seconds:0} s"));
                }
                if (best is { Since: > 0 }) text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"best    {(stages.Values.LastOrDefault(list => list.Count > 0)?[^1] is { } watched && !watched.IsInNats(watched.WatchedTerm) ? $"{best.Objective:0.0000}" : $"{best.Objective:0.00} nats")} in epoch {best.Epoch}; {TypedCommand.Of("evaluate", run.Path, "--weights", "best")}"));
                text.WriteLine($"report  {run.ReportPath}");
                text.WriteLine($"next    {TypedCommand.Of("evaluate", run.Path)}");
            });
        return ExitCode.Fine;

        // Of a discrepancy two decimals would say nothing.
        static string Number(EpochReport epoch, string term, IReadOnlyDictionary<string, double> means) => means[term].ToString(epoch.IsInNats(term) ? "0.00" : "0.0000", CultureInfo.InvariantCulture);

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
